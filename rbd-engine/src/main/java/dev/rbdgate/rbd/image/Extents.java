package dev.rbdgate.rbd.image;

/** Counts the objects of a range. */
final class Extents {
    private int count;

    private Extents() {}

    static int count(Striper striper, long byteOffset, long byteCount) {
        Extents extents = new Extents();
        striper.forEachObject(byteOffset, byteCount, (_, _, _) -> extents.count++);
        return extents.count;
    }
}
