-- What may be done in a second, of the unit however often it is mapped, and by an initiator. 0: no limit.

ALTER TABLE luns ADD COLUMN read_iops BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE luns ADD COLUMN write_iops BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE luns ADD COLUMN read_bytes BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE luns ADD COLUMN write_bytes BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE luns ADD COLUMN burst_millis BIGINT DEFAULT 0 NOT NULL;

ALTER TABLE initiator_grants ADD COLUMN read_iops BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE initiator_grants ADD COLUMN write_iops BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE initiator_grants ADD COLUMN read_bytes BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE initiator_grants ADD COLUMN write_bytes BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE initiator_grants ADD COLUMN burst_millis BIGINT DEFAULT 0 NOT NULL;
