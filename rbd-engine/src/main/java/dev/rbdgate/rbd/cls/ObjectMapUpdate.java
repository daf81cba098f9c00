package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Crc;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.store.Errno;
import java.util.Arrays;

/**
 * {@code object_map_update}: sets the state of a range of objects. It reads and writes only the
 * checksummed blocks that hold the range, and their checksums.
 */
final class ObjectMapUpdate {
    private static final int EXISTS = 1;
    private static final int EXISTS_CLEAN = 3;
    private static final int STATES_PER_BYTE = 4;

    /** In front of the blocks' checksums: footer length, header checksum, number of blocks. */
    private static final int FOOTER_PREFIX_BYTES = 12;

    private ObjectMapUpdate() {}

    static void update(ObjectClassContext object, Decoder input) throws ObjectClassException {
        long start = input.u64();
        long end = input.u64();
        int state = input.u8();
        int filter = input.bool() ? input.u8() : -1;
        Guards.exists(object);
        long size = size(object);
        Guards.check(
                Long.compareUnsigned(start, end) < 0 && Long.compareUnsigned(end, size) <= 0,
                Errno.ERANGE);

        int dataBytes = BitVector.dataBytes(size);
        int firstBlock = (int) (start / STATES_PER_BYTE / BitVector.BLOCK_BYTES);
        int lastBlock = (int) ((end - 1) / STATES_PER_BYTE / BitVector.BLOCK_BYTES);
        int from = firstBlock * BitVector.BLOCK_BYTES;
        int to = Math.min(dataBytes, (lastBlock + 1) * BitVector.BLOCK_BYTES);
        byte[] blocks = object.read(BitVector.HEADER_BYTES + (long) from, to - from);
        long checksumsAt =
                BitVector.HEADER_BYTES
                        + (long) dataBytes
                        + FOOTER_PREFIX_BYTES
                        + (long) firstBlock * Integer.BYTES;
        byte[] checksums = object.read(checksumsAt, (lastBlock - firstBlock + 1) * Integer.BYTES);
        Guards.check(
                blocks.length == to - from && Arrays.equals(checksums, checksums(blocks)),
                Errno.EINVAL);

        if (change(blocks, (long) from * STATES_PER_BYTE, start, end, state, filter)) {
            object.write(BitVector.HEADER_BYTES + (long) from, blocks);
            object.write(checksumsAt, checksums(blocks));
        }
    }

    private static long size(ObjectClassContext object) throws ObjectClassException {
        try {
            return BitVector.sizeFromHeader(
                    Decoder.decode(object.read(0, BitVector.HEADER_BYTES), Decoder::blob));
        } catch (MalformedException malformed) {
            throw new ObjectClassException(Errno.EINVAL);
        }
    }

    private static boolean change(
            byte[] blocks, long firstObject, long start, long end, int state, int filter) {
        boolean changed = false;
        for (long number = start; number < end; number++) {
            int current = BitVector.state(blocks, number - firstObject);
            boolean matches =
                    filter < 0
                            || current == filter
                            || (filter == EXISTS && current == EXISTS_CLEAN);
            if (matches && current != state) {
                BitVector.setState(blocks, number - firstObject, state);
                changed = true;
            }
        }
        return changed;
    }

    private static byte[] checksums(byte[] blocks) {
        Encoder encoder = new Encoder();
        for (int at = 0; at < blocks.length; at += BitVector.BLOCK_BYTES) {
            int length = Math.min(BitVector.BLOCK_BYTES, blocks.length - at);
            encoder.u32(Crc.of(blocks, at, length));
        }
        return encoder.toBytes();
    }
}
