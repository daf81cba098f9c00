-- A LUN may show a snapshot of an image; without one it shows the image itself.

ALTER TABLE luns ADD COLUMN snapshot_name VARCHAR(4096);
ALTER TABLE luns ADD COLUMN snapshot_id BIGINT;
