package dev.rbdgate.rbd.image;

/**
 * How an image's bytes are laid over its objects (RBD striping v2). {@code stripeCount} objects
 * form a set; stripe units of a set's bytes go to its objects in turn. Without striping a unit is
 * an object, and a set has one.
 *
 * @param objectBytes size of an object, a power of two
 * @param stripeUnit bytes, divides objectBytes; equals it when stripeCount is 1
 * @param stripeCount objects in a set
 */
public record Striper(long objectBytes, long stripeUnit, long stripeCount) {

    public Striper {
        if (objectBytes < 1 || stripeUnit < 1 || stripeCount < 1 || objectBytes % stripeUnit != 0) {
            throw new IllegalArgumentException(
                    "objects of %d bytes in units of %d, %d in a set"
                            .formatted(objectBytes, stripeUnit, stripeCount));
        }
        // With one object in a set, units follow each other inside it: as good as one unit.
        stripeUnit = stripeCount == 1 ? objectBytes : stripeUnit;
    }

    /** Bytes of a set of objects. */
    public long setBytes() {
        return objectBytes * stripeCount;
    }

    boolean striped() {
        return stripeCount > 1;
    }

    /** The object that holds an image's byte. */
    public long object(long byteOffset) {
        if (stripeCount == 1) {
            return byteOffset / objectBytes;
        }
        long unit = byteOffset / stripeUnit;
        long set = byteOffset / setBytes();
        return set * stripeCount + unit % stripeCount;
    }

    /** Where in its object an image's byte is. */
    long objectOffset(long byteOffset) {
        if (stripeCount == 1) {
            return byteOffset % objectBytes;
        }
        long stripe = byteOffset / stripeUnit / stripeCount;
        return stripe % (objectBytes / stripeUnit) * stripeUnit + byteOffset % stripeUnit;
    }

    /** Bytes from here to the end of the stripe unit. */
    public long run(long byteOffset) {
        return stripeUnit - byteOffset % stripeUnit;
    }

    /** Whether a range lies in one stripe unit, and so in one piece of one object. */
    boolean inOneUnit(long byteOffset, long byteCount) {
        return byteCount <= run(byteOffset);
    }

    /** The image's byte that an object's byte is: the inverse of object and objectOffset. */
    long imageOffset(long object, long objectOffset) {
        long set = object / stripeCount;
        long position = object % stripeCount;
        long stripe = set * (objectBytes / stripeUnit) + objectOffset / stripeUnit;
        return (stripe * stripeCount + position) * stripeUnit + objectOffset % stripeUnit;
    }

    /**
     * How many of an object's bytes come before a byte of the image. An image's range therefore is
     * one extent of each object, from what is before its start to what is before its end.
     */
    long bytesBefore(long object, long byteOffset) {
        long inSet = byteOffset - object / stripeCount * setBytes();
        if (inSet <= 0) {
            return 0;
        }
        if (inSet >= setBytes()) {
            return objectBytes;
        }
        long stripeBytes = stripeUnit * stripeCount;
        long inStripe = inSet % stripeBytes - object % stripeCount * stripeUnit;
        return inSet / stripeBytes * stripeUnit + Math.clamp(inStripe, 0, stripeUnit);
    }

    /** The first object of the set that holds an image's byte. */
    public long firstObjectOfSet(long byteOffset) {
        return byteOffset / setBytes() * stripeCount;
    }

    /** Objects that an image of a size can have. */
    long objects(long sizeBytes) {
        long sets = Math.ceilDiv(sizeBytes, setBytes());
        long inLastSet = sizeBytes % setBytes();
        long missing =
                inLastSet > 0 && inLastSet < stripeCount * stripeUnit
                        ? stripeCount - Math.ceilDiv(inLastSet, stripeUnit)
                        : 0;
        return sets * stripeCount - missing;
    }

    /** Told of the extent of an object that a range of the image is. */
    @FunctionalInterface
    interface ExtentVisitor {
        void visit(long object, long objectOffset, long length);
    }

    /** Visits the extents of a range, one for each object, in order of the objects' numbers. */
    void forEachObject(long byteOffset, long byteCount, ExtentVisitor visitor) {
        if (byteCount == 0) {
            return;
        }
        long end = byteOffset + byteCount;
        long last = firstObjectOfSet(end - 1) + stripeCount;
        for (long object = firstObjectOfSet(byteOffset); object < last; object++) {
            long from = bytesBefore(object, byteOffset);
            long to = bytesBefore(object, end);
            if (to > from) {
                visitor.visit(object, from, to - from);
            }
        }
    }
}
