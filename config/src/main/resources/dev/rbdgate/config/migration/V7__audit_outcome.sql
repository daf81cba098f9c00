-- Also what was refused is noted, and who logged in. Each kind has a bound of its own, so that a flood of one
-- does not push out another.
ALTER TABLE audit_log ADD COLUMN kind VARCHAR(16) DEFAULT 'change' NOT NULL;
ALTER TABLE audit_log ADD COLUMN outcome VARCHAR(16) DEFAULT 'succeeded' NOT NULL;
CREATE INDEX audit_log_kind ON audit_log (kind, id);
