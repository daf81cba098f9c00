package dev.rbdgate.rbd.image;

/** What the requests of an open image share. */
final class ImageIo {

    private final ImageName name;
    private final Striper striper;
    private final ObjectIo objects;
    private final RequestGate gate = new RequestGate();
    private volatile long sizeBytes;

    ImageIo(ImageName name, Striper striper, ObjectIo objects, long sizeBytes) {
        this.name = name;
        this.striper = striper;
        this.objects = objects;
        this.sizeBytes = sizeBytes;
    }

    ImageName name() {
        return name;
    }

    Striper striper() {
        return striper;
    }

    ObjectIo objects() {
        return objects;
    }

    RequestGate gate() {
        return gate;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Changed by a resize, which holds everything. */
    void setSizeBytes(long newSizeBytes) {
        sizeBytes = newSizeBytes;
    }
}
