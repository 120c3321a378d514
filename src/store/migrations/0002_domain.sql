-- The nouns. Every row that a page shows is append-only or versioned (A15): the current version of a
-- thing is the row with superseded_at NULL; an earlier one keeps its interval [recorded_at, superseded_at).
-- Instants are microseconds UTC. Binary data is hex or base64 text.

CREATE TABLE person (
  id {text} NOT NULL, name {text} NOT NULL, email {text}, country {text},
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX person_current ON person (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX person_email ON person (email) WHERE superseded_at IS NULL AND email IS NOT NULL;

CREATE TABLE organisation (
  id {text} NOT NULL, name {text} NOT NULL, category {text} NOT NULL, country {text},
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX organisation_current ON organisation (id) WHERE superseded_at IS NULL;

CREATE TABLE credential (
  person {text} NOT NULL, hash {text} NOT NULL, recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX credential_current ON credential (person) WHERE superseded_at IS NULL;

-- Secrets are stored as their SHA-256 only.
CREATE TABLE session (
  token_hash {text} PRIMARY KEY, id {text} NOT NULL, person {text} NOT NULL, csrf {text} NOT NULL,
  recorded_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, ended_at BIGINT);
CREATE INDEX session_person ON session (person);

CREATE TABLE api_token (
  token_hash {text} PRIMARY KEY, id {text} NOT NULL, person {text} NOT NULL, label {text} NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE INDEX api_token_person ON api_token (person);

CREATE TABLE invitation (
  token_hash {text} PRIMARY KEY, id {text} NOT NULL, instrument {text}, body {text} NOT NULL, role {text} NOT NULL,
  organisation {text}, category {text}, name {text} NOT NULL, email {text}, invited_by {text},
  recorded_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT, used_by {text});
CREATE INDEX invitation_instrument ON invitation (instrument);

CREATE TABLE instrument (
  id {text} NOT NULL, slug {text} NOT NULL, title {text} NOT NULL, short_title {text} NOT NULL, language {text} NOT NULL,
  summary {text} NOT NULL, example BIGINT NOT NULL DEFAULT 0, recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX instrument_current ON instrument (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX instrument_slug ON instrument (slug) WHERE superseded_at IS NULL;

CREATE TABLE document (
  id {text} NOT NULL, instrument {text} NOT NULL, slug {text} NOT NULL, title {text} NOT NULL, body {text} NOT NULL,
  licence {text} NOT NULL, credit {text} NOT NULL, version BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX document_current ON document (instrument, slug) WHERE superseded_at IS NULL;

CREATE TABLE milestone (
  id {text} NOT NULL, instrument {text} NOT NULL, sort_date {text} NOT NULL, date_text {text} NOT NULL,
  date_precision {text} NOT NULL, title {text} NOT NULL, kind {text} NOT NULL, note {text} NOT NULL, source {text} NOT NULL,
  reason {text} NOT NULL, recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE INDEX milestone_instrument ON milestone (instrument, sort_date);

-- Who takes part in the procedure, as the public page lists them.
CREATE TABLE actor (
  id {text} NOT NULL, instrument {text} NOT NULL, position BIGINT NOT NULL, name {text} NOT NULL, role {text} NOT NULL,
  count_text {text} NOT NULL, source {text} NOT NULL, recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE INDEX actor_instrument ON actor (instrument, position);

CREATE TABLE body (
  id {text} NOT NULL, instrument {text}, name {text} NOT NULL, visibility {text} NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX body_current ON body (id) WHERE superseded_at IS NULL;

CREATE TABLE membership (
  id {text} NOT NULL, person {text} NOT NULL, body {text} NOT NULL, instrument {text}, role {text} NOT NULL,
  organisation {text}, category {text}, from_at BIGINT NOT NULL, to_at BIGINT,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE INDEX membership_person ON membership (person);
CREATE INDEX membership_instrument ON membership (instrument);

CREATE TABLE draft (
  id {text} NOT NULL, instrument {text} NOT NULL, number BIGINT NOT NULL, title {text} NOT NULL, kind {text} NOT NULL,
  language {text} NOT NULL, note {text} NOT NULL, source_name {text} NOT NULL, source_hash {text} NOT NULL,
  doubts {text} NOT NULL, left_out {text} NOT NULL,
  hash {text}, published_at BIGINT, log_index BIGINT, recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX draft_current ON draft (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX draft_number ON draft (instrument, number) WHERE superseded_at IS NULL;

CREATE TABLE provision (
  draft {text} NOT NULL, position BIGINT NOT NULL, eid {text} NOT NULL, wid {text} NOT NULL, kind {text} NOT NULL,
  number {text} NOT NULL, heading {text} NOT NULL, body {text} NOT NULL, parent {text} NOT NULL, restates {text} NOT NULL,
  language {text} NOT NULL, binding BIGINT NOT NULL, line BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX provision_current ON provision (draft, eid) WHERE superseded_at IS NULL;
CREATE INDEX provision_order ON provision (draft, position) WHERE superseded_at IS NULL;
CREATE INDEX provision_wid ON provision (wid);

-- The typed edges from the draft before; ids are JSON lists of eIds.
CREATE TABLE lineage (
  draft {text} NOT NULL, previous {text} NOT NULL, position BIGINT NOT NULL, kind {text} NOT NULL,
  old_eids {text} NOT NULL, new_eids {text} NOT NULL, score DOUBLE PRECISION NOT NULL, by_hand BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE INDEX lineage_draft ON lineage (draft, position);

CREATE TABLE round (
  id {text} NOT NULL, instrument {text} NOT NULL, number BIGINT NOT NULL, draft {text} NOT NULL, opens_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX round_current ON round (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX round_number ON round (instrument, number) WHERE superseded_at IS NULL;

CREATE TABLE deadline (
  round {text} NOT NULL, closes_at BIGINT NOT NULL, zone {text} NOT NULL, rule {text} NOT NULL, zone_version {text} NOT NULL,
  late_policy {text} NOT NULL, reason {text} NOT NULL, set_by {text}, log_index BIGINT,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX deadline_current ON deadline (round) WHERE superseded_at IS NULL;

-- One for each person in a round: what is being written. Private to its owner.
CREATE TABLE submission (
  id {text} NOT NULL, round {text} NOT NULL, person {text} NOT NULL, organisation {text}, letter {text} NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX submission_current ON submission (round, person) WHERE superseded_at IS NULL;
CREATE INDEX submission_id ON submission (id);

CREATE TABLE draft_point (
  id {text} NOT NULL, submission {text} NOT NULL, provision {text} NOT NULL, anchor {text}, type {text} NOT NULL, stance {text} NOT NULL,
  text {text} NOT NULL, replacement {text} NOT NULL, visibility {text} NOT NULL, created_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX draft_point_current ON draft_point (id) WHERE superseded_at IS NULL;
CREATE INDEX draft_point_submission ON draft_point (submission) WHERE superseded_at IS NULL;

-- A version of a submission as it was filed, or its withdrawal. The last one counts.
CREATE TABLE filing (
  id {text} PRIMARY KEY, submission {text} NOT NULL, round {text} NOT NULL, version BIGINT NOT NULL, kind {text} NOT NULL,
  person {text} NOT NULL, organisation {text}, category {text}, letter {text} NOT NULL, filed_at BIGINT NOT NULL, late BIGINT NOT NULL,
  idempotency_key {text} NOT NULL, request_hash {text} NOT NULL, notice_version {text} NOT NULL, consent BIGINT NOT NULL,
  log_index BIGINT NOT NULL, recorded_at BIGINT NOT NULL, superseded_at BIGINT, redacted_at BIGINT);
CREATE UNIQUE INDEX filing_key ON filing (person, idempotency_key);
CREATE UNIQUE INDEX filing_version ON filing (submission, version);
CREATE INDEX filing_round ON filing (round) WHERE superseded_at IS NULL;

CREATE TABLE point (
{sqlite}  row INTEGER PRIMARY KEY, -- of the full text
{postgresql}  words tsvector,
  id {text} NOT NULL, instrument {text} NOT NULL, round {text} NOT NULL, draft {text} NOT NULL, filing {text} NOT NULL,
  person {text} NOT NULL, organisation {text}, category {text}, provision {text} NOT NULL, wid {text} NOT NULL, place BIGINT NOT NULL,
  anchor {text}, type {text} NOT NULL, stance {text} NOT NULL, text {text} NOT NULL, replacement {text} NOT NULL, visibility {text} NOT NULL,
  filed_at BIGINT NOT NULL, late BIGINT NOT NULL, log_index BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT, redacted_at BIGINT);
CREATE UNIQUE INDEX point_current ON point (id) WHERE superseded_at IS NULL;
CREATE INDEX point_round ON point (round, place, id) WHERE superseded_at IS NULL;
CREATE INDEX point_provision ON point (draft, provision, place, id) WHERE superseded_at IS NULL;
CREATE INDEX point_filing ON point (filing);
CREATE INDEX point_person ON point (person) WHERE superseded_at IS NULL;

-- Salt and content of each commitment on the log. Erased by a redaction; the commitment stays.
CREATE TABLE opened (
  log_index BIGINT NOT NULL, commitment {text} NOT NULL, subject {text} NOT NULL, salt {text}, content {text},
  recorded_at BIGINT NOT NULL, redacted_at BIGINT);
CREATE INDEX opened_index ON opened (log_index);
CREATE INDEX opened_subject ON opened (subject);

CREATE TABLE redaction (
  id {text} PRIMARY KEY, instrument {text} NOT NULL, subject {text} NOT NULL, what {text} NOT NULL, ground {text} NOT NULL,
  redacted_by {text} NOT NULL, log_index BIGINT NOT NULL, entry_index BIGINT NOT NULL, recorded_at BIGINT NOT NULL);

-- The private audit trail (A4): who did what, for those who may see it.
CREATE TABLE audit (
  id {text} PRIMARY KEY, person {text}, action {text} NOT NULL, instrument {text}, subject {text} NOT NULL, detail {text} NOT NULL,
  recorded_at BIGINT NOT NULL);
CREATE INDEX audit_instrument ON audit (instrument, recorded_at);

-- Full text of every version of a point; readers join it with the current ones.
{sqlite} CREATE VIRTUAL TABLE point_search USING fts5(words, tokenize = 'unicode61');
{postgresql} CREATE INDEX point_words ON point USING gin (words);
