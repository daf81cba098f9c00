-- How a unit presents itself; what was mapped before is a fixed, thinly provisioned disk.

ALTER TABLE luns ADD COLUMN removable BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE luns ADD COLUMN thin_provisioned BOOLEAN DEFAULT TRUE NOT NULL;
