#include "drafting/participant/viewer.h"

#include <algorithm>
#include <array>

namespace accord::drafting {
namespace {

constexpr std::array roles = {std::string_view("secretariat"), std::string_view("chair"), std::string_view("vice-chair"),
                              std::string_view("member"), std::string_view("observer")};

bool grants(const Membership& m, Permission permission, std::string_view instrument) {
  const bool office = m.instrument.empty() && m.role == "secretariat";
  const bool here = m.instrument == instrument && !instrument.empty();
  switch (permission) {
    case Permission::read: return true;
    case Permission::administer: return office;
    case Permission::office: return office || (here && m.role == "secretariat");
    case Permission::draft: return office || (here && (m.role == "secretariat" || m.role == "chair" || m.role == "vice-chair"));
    case Permission::publish: return office || (here && (m.role == "secretariat" || m.role == "chair"));
    // Observers may send written feedback too; chairs and the secretariat answer, they do not comment.
    case Permission::participate: return here && (m.role == "member" || m.role == "observer");
  }
  return false;
}

}  // namespace

bool Viewer::may(Permission permission, std::string_view instrument) const {
  if (permission == Permission::read) return true;
  return std::ranges::any_of(memberships, [&](const Membership& m) { return grants(m, permission, instrument); });
}

const Membership* Viewer::participation(std::string_view instrument) const {
  const auto it = std::ranges::find_if(memberships, [&](const Membership& m) { return grants(m, Permission::participate, instrument); });
  return it == memberships.end() ? nullptr : &*it;
}

bool is_role(std::string_view role) { return std::ranges::find(roles, role) != roles.end(); }

}  // namespace accord::drafting
