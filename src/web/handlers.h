// What the routes do, by who comes to them. A handler makes one resource or one act.
#pragma once

#include "web/routes.h"

namespace accord::web::handlers {

// Everybody's
Response home(Exchange& x);
Response instrument(Exchange& x);
Response drafts(Exchange& x);
Response draft(Exchange& x);  // the reader, or the redline where the number is "2..3"
Response provision(Exchange& x);
Response rounds(Exchange& x);
Response round(Exchange& x);
Response points(Exchange& x);
Response points_csv(Exchange& x);
Response points_jsonl(Exchange& x);
Response point(Exchange& x);
Response report(Exchange& x);
Response report_csv(Exchange& x);
Response report_jsonl(Exchange& x);
Response report_xlsx(Exchange& x);
Response letters(Exchange& x);
Response document(Exchange& x);
Response log(Exchange& x);
Response log_checkpoint(Exchange& x);
Response log_tile(Exchange& x);
Response log_entry(Exchange& x);
Response openapi_json(Exchange& x);
Response health(Exchange& x);

// Accounts
Response sign_in_page(Exchange& x);
Response sign_in(Exchange& x);
Response sign_out(Exchange& x);
Response join_page(Exchange& x);
Response join(Exchange& x);
Response me(Exchange& x);
Response my_export(Exchange& x);
Response make_token(Exchange& x);
Response revoke_token(Exchange& x);
Response end_session(Exchange& x);
Response change_password(Exchange& x);
Response notices_seen(Exchange& x);
Response mail_pace(Exchange& x);
Response demo_role(Exchange& x);
Response demo_clock(Exchange& x);

// Participants
Response composer(Exchange& x);
Response save_point(Exchange& x);
Response drop_point(Exchange& x);
Response submission(Exchange& x);
Response file_submission(Exchange& x);
Response withdraw(Exchange& x);
Response receipt(Exchange& x);
Response receipt_file(Exchange& x);
Response point_again(Exchange& x, const Error& e);  // no route: what react and place_point answer when they fail
Response react(Exchange& x);
Response reaction_receipt(Exchange& x);

// Chairs
Response desk_home(Exchange& x);
Response desk(Exchange& x);
Response desk_answers(Exchange& x);
Response desk_hand_over(Exchange& x);
Response divide_point(Exchange& x);
Response correct_answer(Exchange& x);
Response place_point(Exchange& x);
Response start_next(Exchange& x);
Response text_edit(Exchange& x);
Response text_split(Exchange& x);
Response text_merge(Exchange& x);
Response text_move(Exchange& x);
Response text_add(Exchange& x);
Response text_delete(Exchange& x);
Response desk_publish_page(Exchange& x);
Response desk_publish(Exchange& x);

// The secretariat
Response office(Exchange& x);
Response create_instrument(Exchange& x);
Response invite(Exchange& x);
Response revoke_invitation(Exchange& x);
Response end_membership(Exchange& x);
Response office_draft(Exchange& x);
Response upload(Exchange& x);
Response meta(Exchange& x);
Response correct(Exchange& x);
Response pair(Exchange& x);
Response unpair(Exchange& x);
Response discard(Exchange& x);
Response publish(Exchange& x);
Response extend(Exchange& x);
Response redact(Exchange& x);
Response redact_point(Exchange& x);
Response edit_document(Exchange& x);

}  // namespace accord::web::handlers
