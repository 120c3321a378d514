-- The public log, what is known of the database itself, and how it came to this shape.

CREATE TABLE schema_migration (
  number {integer} PRIMARY KEY,
  name {text} NOT NULL,
  sha256 {text} NOT NULL,          -- of the file, so that an edited migration is noticed
  applied_at BIGINT NOT NULL
);

-- generation: batches committed so far; written_at: the writer's latest instant, which never goes back.
CREATE TABLE meta (
  key {text} NOT NULL PRIMARY KEY,
  value {text} NOT NULL
);

-- Rows of these three are never updated or deleted.
CREATE TABLE entry (
  idx {integer} PRIMARY KEY,       -- of the leaf, from 0
  body {text} NOT NULL
);

CREATE TABLE tile_hash (
  level BIGINT NOT NULL,           -- 0: leaves; n: roots of complete subtrees of 256^n leaves
  idx BIGINT NOT NULL,
  hash {text} NOT NULL,            -- hex
  PRIMARY KEY (level, idx)
) {packed};

CREATE TABLE checkpoint (
  size {integer} PRIMARY KEY,
  root {text} NOT NULL,            -- hex
  note {text} NOT NULL,            -- signed
  recorded_at BIGINT NOT NULL
);

-- The right edge of the tree, so that a start does not read the log; one row.
CREATE TABLE peak (
  id BIGINT NOT NULL PRIMARY KEY,
  size BIGINT NOT NULL,
  hashes {text} NOT NULL           -- roots of the complete subtrees, largest first; hex, joined
);
