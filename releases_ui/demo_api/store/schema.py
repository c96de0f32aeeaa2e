"""The tables. Times are microseconds since 1970; `folded` columns hold the text in upper case."""

TABLES = """
CREATE TABLE IF NOT EXISTS organization (
    id INTEGER PRIMARY KEY, slug TEXT NOT NULL, name TEXT NOT NULL, date_created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, date_joined INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS projects (
    id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, platform TEXT,
    date_created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS repositories (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT, date_created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS environments (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS authors (
    id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT
);
CREATE TABLE IF NOT EXISTS releases (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version TEXT NOT NULL UNIQUE, folded TEXT NOT NULL,
    is_archived INTEGER NOT NULL DEFAULT 0, ref TEXT, url TEXT,
    date_released INTEGER, date_created INTEGER NOT NULL,
    owner_id INTEGER, commit_count INTEGER NOT NULL DEFAULT 0, last_commit_id INTEGER,
    author_ids TEXT NOT NULL DEFAULT '[]', deploy_count INTEGER NOT NULL DEFAULT 0, last_deploy_id INTEGER,
    user_agent TEXT, first_event INTEGER, last_event INTEGER, adoption_stages TEXT NOT NULL DEFAULT '{}',
    has_issues INTEGER NOT NULL DEFAULT 0, version_info TEXT NOT NULL, project_count INTEGER NOT NULL DEFAULT 0,
    package TEXT, major INTEGER, minor INTEGER, patch INTEGER, revision INTEGER, is_final INTEGER, pre TEXT,
    build_code TEXT, build_number INTEGER
);
-- Everything that a list filters by, so that a search over many releases never leaves this index.
CREATE INDEX IF NOT EXISTS releases_listed ON releases (
    date_created DESC, id DESC, is_archived, project_count, folded, version
);
CREATE INDEX IF NOT EXISTS releases_package ON releases (package);
CREATE INDEX IF NOT EXISTS releases_build ON releases (build_number DESC) WHERE build_number IS NOT NULL;
CREATE TABLE IF NOT EXISTS release_projects (
    release_id INTEGER NOT NULL REFERENCES releases ON DELETE CASCADE,
    project_id INTEGER NOT NULL REFERENCES projects, position INTEGER NOT NULL,
    new_groups INTEGER NOT NULL DEFAULT 0, has_health_data INTEGER NOT NULL DEFAULT 0,
    date_effective INTEGER NOT NULL, PRIMARY KEY (release_id, project_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS release_projects_latest ON release_projects (project_id, date_effective DESC);
CREATE TABLE IF NOT EXISTS release_environments (
    release_id INTEGER NOT NULL REFERENCES releases ON DELETE CASCADE,
    environment_id INTEGER NOT NULL REFERENCES environments, project_id INTEGER NOT NULL REFERENCES projects,
    PRIMARY KEY (release_id, environment_id, project_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS release_environments_project ON release_environments (project_id, environment_id);
CREATE TABLE IF NOT EXISTS commits (
    id INTEGER PRIMARY KEY, repository_id INTEGER NOT NULL REFERENCES repositories, sha TEXT NOT NULL,
    message TEXT, date_created INTEGER NOT NULL, author_id INTEGER REFERENCES authors, pull_request TEXT,
    UNIQUE (repository_id, sha)
);
CREATE TABLE IF NOT EXISTS release_commits (
    release_id INTEGER NOT NULL REFERENCES releases ON DELETE CASCADE, position INTEGER NOT NULL,
    commit_id INTEGER NOT NULL REFERENCES commits, PRIMARY KEY (release_id, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS release_commits_commit ON release_commits (commit_id);
CREATE TABLE IF NOT EXISTS commit_files (
    id INTEGER PRIMARY KEY, commit_id INTEGER NOT NULL REFERENCES commits, filename TEXT NOT NULL,
    type TEXT NOT NULL, UNIQUE (commit_id, filename)
);
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY AUTOINCREMENT, release_id INTEGER NOT NULL REFERENCES releases ON DELETE CASCADE,
    name TEXT NOT NULL, folded TEXT NOT NULL, dist TEXT, headers TEXT NOT NULL, size INTEGER NOT NULL,
    sha1 TEXT NOT NULL, date_created INTEGER NOT NULL, debug_id TEXT
);
CREATE INDEX IF NOT EXISTS files_release ON files (release_id, name);
CREATE TABLE IF NOT EXISTS file_contents (
    file_id INTEGER PRIMARY KEY REFERENCES files ON DELETE CASCADE, content BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS deploys (
    id INTEGER PRIMARY KEY AUTOINCREMENT, release_id INTEGER NOT NULL REFERENCES releases ON DELETE CASCADE,
    environment TEXT NOT NULL, date_started INTEGER, date_finished INTEGER NOT NULL, name TEXT, url TEXT
);
CREATE INDEX IF NOT EXISTS deploys_release ON deploys (release_id, date_finished DESC);
CREATE TABLE IF NOT EXISTS latest_deploys (
    project_id INTEGER NOT NULL REFERENCES projects, environment TEXT NOT NULL,
    deploy_id INTEGER NOT NULL REFERENCES deploys ON DELETE CASCADE, PRIMARY KEY (project_id, environment)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS latest_deploys_deploy ON latest_deploys (deploy_id);
"""
