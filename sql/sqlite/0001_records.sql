-- Runs, tasks, and which run used which task.

CREATE TABLE runs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    label       TEXT    NOT NULL,
    version     TEXT    NOT NULL,
    started_ms  INTEGER NOT NULL,
    finished_ms INTEGER,
    outcome     TEXT CHECK (outcome IN ('complete', 'failed-checks', 'failed', 'interrupted')),
    CHECK ((finished_ms IS NULL) = (outcome IS NULL))
) STRICT;

CREATE TABLE tasks (
    key      BLOB    NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    agent    TEXT    NOT NULL,
    label    TEXT    NOT NULL,
    state    TEXT    NOT NULL CHECK (state IN ('pending', 'running', 'done', 'failed', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    result   BLOB    CHECK (length(result) = 32),
    error    TEXT,
    CHECK ((state = 'done') = (result IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Those left running by a process that died, and the dead letters, are few and looked for often.
CREATE INDEX tasks_unsettled ON tasks (state) WHERE state IN ('running', 'dead');

CREATE TABLE run_tasks (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    key BLOB    NOT NULL REFERENCES tasks (key) ON DELETE CASCADE,
    PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_tasks_by_key ON run_tasks (key);
