package dev.rbdgate.rbd.diff;

import java.nio.ByteBuffer;

/**
 * A record of a stream of differences. Those about the image as a whole come before those about its
 * bytes. Offsets and counts are bytes of the image.
 */
public sealed interface DiffRecord extends StreamRecord {

    /** The snapshot that must be there to apply the differences to; without it: an empty image. */
    record FromSnapshot(String name) implements DiffRecord {}

    /** The snapshot that the image is once they are applied. */
    record ToSnapshot(String name) implements DiffRecord {}

    /** Whether the snapshot they lead to is protected. Only of version 2. */
    record Protection(boolean isProtected) implements DiffRecord {}

    /** The capacity of the image once they are applied. */
    record Size(long sizeBytes) implements DiffRecord {}

    /** Bytes that follow as {@link Payload}, in one or more pieces. */
    record Data(long byteOffset, long byteCount) implements DiffRecord {}

    /**
     * A piece of the last {@link Data}.
     *
     * @param byteOffset where in the image it belongs
     * @param bytes a view of the input that was read
     */
    record Payload(long byteOffset, ByteBuffer bytes) implements DiffRecord {}

    /** Bytes that are zero now. */
    record Zero(long byteOffset, long byteCount) implements DiffRecord {}

    /** The end. A stream that stops without it was cut. */
    record End() implements DiffRecord {}
}
