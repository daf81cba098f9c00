package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ParentImageSpec;

/**
 * One step of what a clone reads through.
 *
 * @param parent the snapshot that is read next
 * @param overlapBytes how much of it shows
 */
record Link(ParentImageSpec parent, long overlapBytes) {}
