package dev.rbdgate.rbd.local.checksum;

import static dev.rbdgate.rbd.local.checksum.BlockSums.BLOCK_BYTES;

import dev.rbdgate.rbd.files.FileStatus;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A file whose blocks are verified when they are read, and summed when they are written. What does
 * not match is EIO, until it is overwritten whole. Writes need exclusive access, as the store gives
 * it.
 */
final class ChecksummedFile implements StoreFile {

    private final StoreFile file;
    private final FileSums state;
    private final ChecksummedFiles files;
    private final LongSupplier nanoTime;

    ChecksummedFile(StoreFile file, FileSums state, ChecksummedFiles files, LongSupplier nanoTime) {
        this.file = file;
        this.state = state;
        this.files = files;
        this.nanoTime = nanoTime;
    }

    private static long start(int block) {
        return (long) block * BLOCK_BYTES;
    }

    /** Where a block's content ends: at its own end, or at the file's. */
    private long contentEnd(int block) {
        return Math.min(start(block) + BLOCK_BYTES, Math.max(state.size(), start(block)));
    }

    private static long bytes(List<ByteBuffer> buffers) {
        long total = 0;
        for (ByteBuffer buffer : buffers) {
            total += buffer.remaining();
        }
        return total;
    }

    private StoreFileException damaged(int block) {
        return new StoreFileException(
                Errno.EIO, "verify bytes from %d on of %s".formatted(start(block), state));
    }

    @Override
    public long read(long position, List<ByteBuffer> destination) throws StoreFileException {
        state.load(file);
        long end = Math.min(position + bytes(destination), state.size());
        if (end <= position) {
            return 0;
        }
        long done = file.read(position, destination);
        if (done < end - position) {
            throw damaged(BlockSums.blockOf(position + done));
        }
        BlockReader reader = new BlockReader(destination);
        for (long at = position; at < end; ) {
            int block = BlockSums.blockOf(at);
            long stop = Math.min(contentEnd(block), end);
            if (at == start(block) && stop == contentEnd(block)) {
                requireMatch(block, reader.next((int) (stop - at)));
            } else {
                copy(wholeBlock(block), (int) (at - start(block)), destination, at - position);
                reader.skip(stop - at);
            }
            at = stop;
        }
        return end - position;
    }

    private void requireMatch(int block, int sum) throws StoreFileException {
        if (!state.sums().matches(block, sum)) {
            throw damaged(block);
        }
    }

    /** A block's verified content, continued with zeros to its full length. */
    private ByteBuffer wholeBlock(int block) throws StoreFileException {
        ByteBuffer content = ByteBuffer.allocateDirect(BLOCK_BYTES);
        int length = (int) (contentEnd(block) - start(block));
        if (length > 0) {
            long done = file.read(start(block), List.of(content.slice(0, length)));
            if (done < length && state.sums().isKnown(block)) {
                throw damaged(block);
            }
        }
        requireMatch(block, BlockReader.sum(content));
        return content;
    }

    /** Copies a part of a block over what was read of it before it was verified. */
    private static void copy(
            ByteBuffer block, int from, List<ByteBuffer> destination, long destinationOffset) {
        long skip = destinationOffset;
        int at = from;
        for (ByteBuffer buffer : destination) {
            int here = (int) Math.min(skip, buffer.remaining());
            skip -= here;
            int part = Math.min(buffer.remaining() - here, BLOCK_BYTES - at);
            if (skip == 0 && part > 0) {
                buffer.put(buffer.position() + here, block, at, part);
                at += part;
            }
        }
    }

    /** Whole blocks only; others are read, and verified, by who may wait. */
    @Override
    public long tryReadResident(long position, List<ByteBuffer> destination)
            throws StoreFileException {
        if (position % BLOCK_BYTES != 0 || !state.isLoaded()) {
            return 0;
        }
        long end = Math.min(position + file.tryReadResident(position, destination), state.size());
        BlockReader reader = new BlockReader(destination);
        long at = position;
        while (at < end) {
            int block = BlockSums.blockOf(at);
            long stop = contentEnd(block);
            if (stop > end || !state.sums().matches(block, reader.next((int) (stop - at)))) {
                break;
            }
            at = stop;
        }
        return at - position;
    }

    @Override
    public void write(long position, List<ByteBuffer> source) throws StoreFileException {
        long end = position + bytes(source);
        if (end == position) {
            return;
        }
        change(
                position,
                end,
                Math.max(state.size(), end),
                () -> summedWith(position, end, source),
                () -> file.write(position, source));
    }

    private int[] summedWith(long from, long to, List<ByteBuffer> source)
            throws StoreFileException {
        int[] sums = new int[BlockSums.blocks(to) - BlockSums.blockOf(from)];
        BlockReader reader = new BlockReader(source);
        long at = from;
        for (int i = 0; i < sums.length; i++) {
            int block = BlockSums.blockOf(at);
            long stop = Math.min(start(block) + BLOCK_BYTES, to);
            if (at == start(block) && stop >= contentEnd(block)) {
                sums[i] = reader.next((int) (stop - at));
            } else {
                ByteBuffer content = wholeBlock(block);
                int within = (int) (at - start(block));
                copyInto(content, within, (int) (stop - at), source, at - from);
                sums[i] = BlockReader.sum(content);
                reader.skip(stop - at);
            }
            at = stop;
        }
        return sums;
    }

    private static void copyInto(
            ByteBuffer block, int to, int length, List<ByteBuffer> source, long sourceOffset) {
        long skip = sourceOffset;
        int done = 0;
        for (ByteBuffer buffer : source) {
            int here = (int) Math.min(skip, buffer.remaining());
            skip -= here;
            int part = Math.min(buffer.remaining() - here, length - done);
            if (skip == 0 && part > 0) {
                block.put(to + done, buffer, buffer.position() + here, part);
                done += part;
            }
        }
    }

    @Override
    public long tryWrite(long position, List<ByteBuffer> source) throws StoreFileException {
        long length = bytes(source);
        boolean wholeBlocks =
                position % BLOCK_BYTES == 0
                        && (length % BLOCK_BYTES == 0 || position + length >= state.size());
        if (!wholeBlocks || !state.tryBeginWrite()) {
            return 0;
        }
        try {
            int first = BlockSums.blockOf(position);
            int[] sums = summedWith(position, position + length, source);
            long written = file.tryWrite(position, source);
            int whole = written == length ? sums.length : (int) (written / BLOCK_BYTES);
            for (int i = 0; i < whole; i++) {
                state.sums().set(first + i, sums[i]);
            }
            if (written < length && written % BLOCK_BYTES != 0) {
                // Whoever writes the rest writes this block from its start.
                state.sums().setUnknown(first + whole);
            }
            state.resized(Math.max(state.size(), position + written));
            return whole == sums.length ? length : (long) whole * BLOCK_BYTES;
        } finally {
            state.endWrite(nanoTime.getAsLong());
        }
    }

    @Override
    public void punchHole(long position, long length) throws StoreFileException {
        long end = Math.min(position + length, state.size());
        if (end <= position) {
            file.punchHole(position, length);
            return;
        }
        change(
                position,
                end,
                state.size(),
                () -> summedWithZeros(position, end),
                () -> file.punchHole(position, length));
    }

    private int[] summedWithZeros(long from, long to) throws StoreFileException {
        int[] sums = new int[from == to ? 0 : BlockSums.blocks(to) - BlockSums.blockOf(from)];
        long at = from;
        for (int i = 0; i < sums.length; i++) {
            int block = BlockSums.blockOf(at);
            long stop = Math.min(start(block) + BLOCK_BYTES, to);
            if (at != start(block) || stop < contentEnd(block)) {
                ByteBuffer content = wholeBlock(block);
                int length = (int) (stop - at);
                content.put((int) (at - start(block)), new byte[length]);
                sums[i] = BlockReader.sum(content);
            }
            at = stop;
        }
        return sums;
    }

    @Override
    public void allocate(long position, long length) throws StoreFileException {
        long end = Math.max(state.size(), position + length);
        change(position, position, end, () -> new int[0], () -> file.allocate(position, length));
    }

    @Override
    public void truncate(long size) throws StoreFileException {
        change(
                size,
                Math.max(size, state.size()),
                size,
                () -> summedWithZeros(size, Math.max(size, state.size())),
                () -> {
                    file.truncate(size);
                    state.sums().clearFrom(BlockSums.blocks(size));
                });
    }

    private interface Summing {
        int[] sums() throws StoreFileException;
    }

    private interface Change {
        void run() throws StoreFileException;
    }

    /** Changes {@code [from, to)}, whose sums are known before; nothing changes if they are not. */
    private void change(long from, long to, long sizeAfter, Summing summing, Change change)
            throws StoreFileException {
        state.load(file);
        int first = BlockSums.blockOf(from);
        int[] sums = summing.sums();
        state.beginWrite();
        try {
            change.run();
            for (int i = 0; i < sums.length; i++) {
                state.sums().set(first + i, sums[i]);
            }
            state.resized(sizeAfter);
        } catch (StoreFileException | RuntimeException | Error e) {
            sumAgain(first, BlockSums.blocks(to));
            throw e;
        } finally {
            state.endWrite(nanoTime.getAsLong());
        }
    }

    /** After a change that came to nothing or to a part. */
    private void sumAgain(int first, int end) {
        try {
            state.resized(file.status().size());
        } catch (StoreFileException _) {
            // It is as long as before, then, as far as anybody can tell.
            state.resized(state.size());
        }
        for (int block = first; block < end; block++) {
            state.sums().setUnknown(block);
            try {
                state.sums().set(block, BlockReader.sum(wholeBlock(block)));
            } catch (StoreFileException _) {
                // It stays unknown: the disk says itself what it cannot read.
                state.sums().setUnknown(block);
            }
        }
    }

    @Override
    public FileStatus status() throws StoreFileException {
        FileStatus status = file.status();
        return new FileStatus(state.size(), status.allocatedBytes(), status.modified());
    }

    /** What should hold data counts as data, so that it is read, and found to be lost. */
    @Override
    public long nextData(long from) throws StoreFileException {
        long data = file.nextData(from);
        int block = state.sums().nextData(BlockSums.blockOf(from));
        if (block == Integer.MAX_VALUE || start(block) >= state.size()) {
            return data;
        }
        long expected = Math.max(from, start(block));
        return data == NO_DATA ? expected : Math.min(data, expected);
    }

    @Override
    public long nextHole(long from) throws StoreFileException {
        long hole = file.nextHole(from);
        while (hole < state.size() && state.sums().get(BlockSums.blockOf(hole)) != 0) {
            hole = file.nextHole(contentEnd(BlockSums.blockOf(hole)));
        }
        return Math.min(hole, Math.max(from, state.size()));
    }

    @Override
    public void sync() throws StoreFileException {
        long covered = state.changes();
        file.sync();
        state.synced(covered);
        files.recordQuietOnes();
    }

    @Override
    public void close() {
        file.close();
        files.released(state);
    }
}
