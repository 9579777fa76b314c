-- journal.db: the truth.  Append-only; db/schema.c holds the same text and a test
-- compares the two.  Rules and traps: docs/journal.md, section "SQLite".
PRAGMA application_id = 1668179058; -- "cndr"
PRAGMA user_version = 1;

-- One log per customer account, one for the vendor.
CREATE TABLE log (
	id INTEGER PRIMARY KEY,
	origin TEXT NOT NULL UNIQUE CHECK (length(origin) BETWEEN 1 AND 255)
) STRICT;

-- Leaves. n counts all entries of this device, seq those of one log.
CREATE TABLE entry (
	n INTEGER PRIMARY KEY CHECK (n > 0),
	log INTEGER NOT NULL REFERENCES log (id),
	seq INTEGER NOT NULL CHECK (seq >= 0),
	leaf BLOB NOT NULL CHECK (length(leaf) BETWEEN 2 AND 65535),
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	UNIQUE (log, seq)
) STRICT;

-- Complete nodes of the Merkle tree; level 0 is entry.hash.
CREATE TABLE node (
	log INTEGER NOT NULL REFERENCES log (id),
	level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 62),
	idx INTEGER NOT NULL CHECK (idx >= 0),
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	PRIMARY KEY (log, level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
	log INTEGER NOT NULL REFERENCES log (id),
	size INTEGER NOT NULL CHECK (size > 0),
	note TEXT NOT NULL,
	PRIMARY KEY (log, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE cosignature (
	log INTEGER NOT NULL REFERENCES log (id),
	size INTEGER NOT NULL CHECK (size > 0),
	line TEXT NOT NULL,
	PRIMARY KEY (log, size, line)
) STRICT, WITHOUT ROWID;

-- Sealed bytes; one may go when its hash stands in erased.
CREATE TABLE blob (
	sha256 BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32),
	kind TEXT NOT NULL,
	data BLOB NOT NULL
) STRICT;

CREATE TABLE erased (
	sha256 BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32)
) STRICT;

CREATE TRIGGER entry_seq BEFORE INSERT ON entry
WHEN NEW.seq IS NOT
	(SELECT ifnull(max(seq), -1) + 1 FROM entry WHERE log = NEW.log)
BEGIN SELECT raise(ABORT, 'entries of a log count without gaps'); END;
CREATE TRIGGER entry_n AFTER INSERT ON entry
WHEN NEW.n > 1 AND NOT EXISTS (SELECT 1 FROM entry WHERE n = NEW.n - 1)
BEGIN SELECT raise(ABORT, 'entries count without gaps'); END;

CREATE TRIGGER log_no_update BEFORE UPDATE ON log
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER log_no_delete BEFORE DELETE ON log
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER node_no_update BEFORE UPDATE ON node
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER node_no_delete BEFORE DELETE ON node
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER cosignature_no_update BEFORE UPDATE ON cosignature
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER cosignature_no_delete BEFORE DELETE ON cosignature
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER blob_no_delete BEFORE DELETE ON blob
WHEN NOT EXISTS (SELECT 1 FROM erased WHERE sha256 = OLD.sha256)
BEGIN SELECT raise(ABORT, 'a blob goes only when its hash stands in erased'); END;
CREATE TRIGGER erased_no_update BEFORE UPDATE ON erased
BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER erased_no_delete BEFORE DELETE ON erased
BEGIN SELECT raise(ABORT, 'append-only'); END;
