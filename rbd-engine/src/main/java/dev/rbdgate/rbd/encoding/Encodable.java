package dev.rbdgate.rbd.encoding;

/** A structure with an encoding of its own. */
public interface Encodable {

    /** Appends this structure. */
    void encode(Encoder encoder);

    /** This structure's bytes alone. */
    default byte[] toBytes() {
        return Encoder.bytes(this::encode);
    }
}
