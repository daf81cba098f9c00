package dev.rbdgate.rbd.diff;

import dev.rbdgate.rbd.encoding.Decoder;
import java.nio.ByteBuffer;

/** Where a reader is in its stream, and the field it gathers, however the input is cut. */
final class Cursor {

    private long consumed;
    private byte[] field = new byte[0];
    private int filled;

    /** Begins to gather a field. */
    void expect(int bytes) {
        field = new byte[bytes];
        filled = 0;
    }

    /** Takes what the field still lacks; whether it is whole. */
    boolean gather(ByteBuffer input) {
        int run = Math.min(input.remaining(), field.length - filled);
        input.get(field, filled, run);
        filled += run;
        consumed += run;
        return filled == field.length;
    }

    /** Reads the gathered field. */
    Decoder decoder() {
        return new Decoder(field);
    }

    byte[] field() {
        return field;
    }

    /** Takes up to {@code most} bytes of input as a view. */
    ByteBuffer take(ByteBuffer input, long most) {
        int run = (int) Math.min(input.remaining(), most);
        ByteBuffer view = input.slice(input.position(), run);
        input.position(input.position() + run);
        consumed += run;
        return view;
    }

    void check(boolean condition, String message) {
        if (!condition) {
            throw malformed(message);
        }
    }

    MalformedStreamException malformed(String message) {
        return new MalformedStreamException(consumed, message);
    }
}
