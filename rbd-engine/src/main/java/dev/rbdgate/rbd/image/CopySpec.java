package dev.rbdgate.rbd.image;

/**
 * A copy to be made.
 *
 * @param snapshot of the source, whose content is copied
 * @param ownSnapshot whether that snapshot is made for the copy, and removed after it
 */
public record CopySpec(ImageName source, String snapshot, boolean ownSnapshot, ImageName copy) {}
