-- Where logins to a target are sent instead. A host name has 253 characters at most.
CREATE TABLE target_redirects (
    target_iqn VARCHAR(223) PRIMARY KEY REFERENCES targets (iqn) ON DELETE CASCADE,
    host VARCHAR(255) NOT NULL,
    port INTEGER NOT NULL,
    permanent BOOLEAN NOT NULL
);
