-- Rounds of many points. Whether a point is answered is kept beside it, so that nobody asks the answers of every point; and
-- lists and counts of a round are read from an index each, without touching the words.

-- Since when the point, or each part of a divided one, has its answer; null while one lacks it.
ALTER TABLE point ADD COLUMN answered_at BIGINT;
UPDATE point SET answered_at = (
  SELECT CASE WHEN EXISTS (SELECT 1 FROM point_part x WHERE x.point = point.id AND x.superseded_at IS NULL AND NOT EXISTS
                           (SELECT 1 FROM disposition y WHERE y.point = x.point AND y.part = x.part AND y.superseded_at IS NULL))
         THEN NULL ELSE MAX(d.prepared_at) END
  FROM disposition d WHERE d.point = point.id AND d.superseded_at IS NULL
  AND (d.part > 0) = EXISTS (SELECT 1 FROM point_part x WHERE x.point = point.id AND x.superseded_at IS NULL)) WHERE superseded_at IS NULL;

DROP INDEX point_round;
DROP INDEX point_provision;
CREATE INDEX point_page ON point (round, place, id, instrument, visibility, person, category, type, stance, answered_at, superseded_at) WHERE superseded_at IS NULL;
CREATE INDEX point_count ON point (round, provision, category, visibility, wid, instrument, person, answered_at, type, stance, place, id, superseded_at) WHERE superseded_at IS NULL;

DROP INDEX filing_round;
CREATE INDEX filing_cell ON filing (round, kind, category, organisation, person, late, superseded_at) WHERE superseded_at IS NULL;

DROP INDEX disposition_round;
CREATE INDEX disposition_standing ON disposition (round, published_at, reader, read_at, point, part, superseded_at) WHERE superseded_at IS NULL;
DROP INDEX disposition_point;
CREATE INDEX disposition_point ON disposition (point, superseded_at, outcome, published_at, reader, read_at, answer);
