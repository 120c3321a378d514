-- What became of the points: dispositions, their reactions, where the points sit in later drafts, who works on what,
-- and who was told. Versioned like the rest; a published disposition is superseded by a correction and stays.

-- One for a point, or for each part of a divided one (part 1 and up; 0: the whole). `answer` is shared by points that were
-- given one reason at once. `changes` is a JSON list of the wIds of the provisions that were changed for it.
CREATE TABLE disposition (
  id {text} PRIMARY KEY, instrument {text} NOT NULL, round {text} NOT NULL, point {text} NOT NULL, part BIGINT NOT NULL, version BIGINT NOT NULL,
  outcome {text} NOT NULL, reason {text} NOT NULL, changes {text} NOT NULL, answer {text} NOT NULL,
  prepared_by {text} NOT NULL, prepared_at BIGINT NOT NULL,
  seen_text {text} NOT NULL,           -- hash of the words that the point stands on, in the next text, as they were then
  reader {text}, read_at BIGINT,       -- the second reader, where one was asked
  draft {text}, published_at BIGINT, log_index BIGINT,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX disposition_current ON disposition (point, part) WHERE superseded_at IS NULL;
CREATE INDEX disposition_round ON disposition (round, published_at) WHERE superseded_at IS NULL;
CREATE INDEX disposition_point ON disposition (point);

-- What a point asks, thing by thing, where a chair divided it.
CREATE TABLE point_part (
  point {text} NOT NULL, part BIGINT NOT NULL, text {text} NOT NULL, divided_by {text} NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX point_part_current ON point_part (point, part) WHERE superseded_at IS NULL;

CREATE TABLE reaction (
  id {text} PRIMARY KEY, instrument {text} NOT NULL, round {text} NOT NULL, point {text} NOT NULL, disposition {text} NOT NULL, person {text} NOT NULL,
  kind {text} NOT NULL, reason {text} NOT NULL, log_index BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT, redacted_at BIGINT);
CREATE UNIQUE INDEX reaction_current ON reaction (point) WHERE superseded_at IS NULL;
CREATE INDEX reaction_round ON reaction (round) WHERE superseded_at IS NULL;

-- Where a point of an earlier round sits in a later draft.
CREATE TABLE placement (
  point {text} NOT NULL, draft {text} NOT NULL, instrument {text} NOT NULL, kind {text} NOT NULL, provision {text} NOT NULL, wid {text} NOT NULL,
  place BIGINT NOT NULL, anchor {text}, score DOUBLE PRECISION NOT NULL, runner_up DOUBLE PRECISION NOT NULL,
  placed_by {text}, note {text} NOT NULL, log_index BIGINT,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX placement_current ON placement (point, draft) WHERE superseded_at IS NULL;
CREATE INDEX placement_draft ON placement (draft, provision) WHERE superseded_at IS NULL;

-- Who answers the points on a provision of a round.
CREATE TABLE assignment (
  id {text} NOT NULL, instrument {text} NOT NULL, round {text} NOT NULL, wid {text} NOT NULL, person {text} NOT NULL, assigned_by {text} NOT NULL, note {text} NOT NULL,
  recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX assignment_current ON assignment (round, wid) WHERE superseded_at IS NULL;

-- What somebody is told. `data` is JSON: ids and counts, never words of a point.
CREATE TABLE notice (
  id {text} PRIMARY KEY, person {text} NOT NULL, instrument {text} NOT NULL, kind {text} NOT NULL, data {text} NOT NULL,
  recorded_at BIGINT NOT NULL, seen_at BIGINT, mailed_at BIGINT);
CREATE INDEX notice_person ON notice (person, recorded_at);
CREATE INDEX notice_unmailed ON notice (recorded_at) WHERE mailed_at IS NULL;

-- How somebody wants to be told: each, daily, none. No row: daily.
CREATE TABLE mail_preference (
  person {text} NOT NULL, pace {text} NOT NULL, recorded_at BIGINT NOT NULL, superseded_at BIGINT);
CREATE UNIQUE INDEX mail_preference_current ON mail_preference (person) WHERE superseded_at IS NULL;
