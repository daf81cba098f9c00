package dev.rbdgate.rbd.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One object in memory. A copy shares the pages, which are replaced and never changed, so that an
 * operation works on a copy and either installs it or drops it.
 */
final class MemoryObject {

    static final int PAGE_BYTES = 4096;

    final Map<Long, byte[]> pages;
    final TreeMap<OmapKey, byte[]> omap;
    final TreeMap<String, byte[]> xattrs;
    long size;
    long version;

    MemoryObject() {
        this.pages = new HashMap<>();
        this.omap = new TreeMap<>();
        this.xattrs = new TreeMap<>();
    }

    private MemoryObject(MemoryObject other) {
        this.pages = new HashMap<>(other.pages);
        this.omap = new TreeMap<>(other.omap);
        this.xattrs = new TreeMap<>(other.xattrs);
        this.size = other.size;
        this.version = other.version;
    }

    MemoryObject copy() {
        return new MemoryObject(this);
    }

    /** Bytes from {@code offset}, fewer at the end of the object. */
    byte[] read(long offset, long length) {
        int available = (int) Math.max(0, Math.min(length, size - offset));
        byte[] bytes = new byte[available];
        int done = 0;
        while (done < available) {
            long position = offset + done;
            int inPage = (int) (position % PAGE_BYTES);
            int run = Math.min(available - done, PAGE_BYTES - inPage);
            byte[] page = pages.get(position / PAGE_BYTES);
            if (page != null) {
                System.arraycopy(page, inPage, bytes, done, run);
            }
            done += run;
        }
        return bytes;
    }

    void write(long offset, byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            long position = offset + done;
            int inPage = (int) (position % PAGE_BYTES);
            int run = Math.min(bytes.length - done, PAGE_BYTES - inPage);
            byte[] old = pages.get(position / PAGE_BYTES);
            byte[] page = old == null ? new byte[PAGE_BYTES] : old.clone();
            System.arraycopy(bytes, done, page, inPage, run);
            pages.put(position / PAGE_BYTES, page);
            done += run;
        }
        size = Math.max(size, offset + bytes.length);
    }

    void zero(long offset, long length) {
        long end = Math.min(size, offset + length);
        long position = offset;
        while (position < end) {
            int inPage = (int) (position % PAGE_BYTES);
            int run = (int) Math.min(end - position, PAGE_BYTES - inPage);
            long number = position / PAGE_BYTES;
            if (run == PAGE_BYTES) {
                pages.remove(number);
            } else if (pages.containsKey(number)) {
                write(position, new byte[run]);
            }
            position += run;
        }
    }

    void truncate(long newSize) {
        if (newSize < size) {
            zero(newSize, size - newSize);
            long pagesNeeded = (newSize + PAGE_BYTES - 1) / PAGE_BYTES;
            pages.keySet().removeIf(number -> number >= pagesNeeded);
        }
        size = newSize;
    }

    static byte[] bytes(List<ByteBuffer> buffers) {
        ByteBuffer all =
                ByteBuffer.allocate(buffers.stream().mapToInt(ByteBuffer::remaining).sum());
        List<ByteBuffer> views = new ArrayList<>();
        buffers.forEach(buffer -> views.add(buffer.duplicate()));
        views.forEach(all::put);
        return all.array();
    }
}
