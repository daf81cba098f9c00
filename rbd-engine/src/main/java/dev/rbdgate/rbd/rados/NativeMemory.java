package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.rados.Librados.POINTER;
import static dev.rbdgate.rbd.rados.Librados.SIZE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory outside the heap by address, from the C allocator: freed by another thread than the one
 * that allocated it, which a confined arena forbids and a shared one makes expensive.
 */
final class NativeMemory {

    private static final MethodHandle MALLOC =
            Librados.standard("malloc", FunctionDescriptor.of(POINTER, SIZE));
    private static final MethodHandle FREE =
            Librados.standard("free", FunctionDescriptor.ofVoid(POINTER));

    /** All of the address space; nothing is checked. */
    @SuppressWarnings("restricted") // native access is what this class is for
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final AtomicLong BLOCKS = new AtomicLong();

    private NativeMemory() {}

    /** Memory of undefined content. */
    static long allocate(long bytes) {
        long address;
        try {
            address = (long) MALLOC.invokeExact(Math.max(1, bytes));
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
        if (address == Librados.NULL) {
            throw new OutOfMemoryError(bytes + " bytes of native memory");
        }
        BLOCKS.incrementAndGet();
        return address;
    }

    static void free(long address) {
        BLOCKS.decrementAndGet();
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Blocks allocated and not freed, of the whole process: leaks show here. */
    static long blocks() {
        return BLOCKS.get();
    }

    static int getInt(long address) {
        return MEMORY.get(JAVA_INT, address);
    }

    static void putInt(long address, int value) {
        MEMORY.set(JAVA_INT, address, value);
    }

    static long getLong(long address) {
        return MEMORY.get(JAVA_LONG, address);
    }

    static void putLong(long address, long value) {
        MEMORY.set(JAVA_LONG, address, value);
    }

    static byte getByte(long address) {
        return MEMORY.get(JAVA_BYTE, address);
    }

    static void putByte(long address, byte value) {
        MEMORY.set(JAVA_BYTE, address, value);
    }

    static byte[] getBytes(long address, long length) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        MemorySegment.copy(MEMORY, JAVA_BYTE, address, bytes, 0, bytes.length);
        return bytes;
    }

    static void putBytes(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, MEMORY, JAVA_BYTE, address, bytes.length);
    }

    /** Copies what remains of a buffer, whose position stays. */
    static void putBuffer(long address, ByteBuffer source) {
        MemorySegment from = MemorySegment.ofBuffer(source);
        MemorySegment.copy(from, 0, MEMORY, address, from.byteSize());
    }

    /** Copies to the buffer's position on, which stays. */
    static void getBuffer(long address, ByteBuffer destination, int length) {
        MemorySegment.copy(MEMORY, address, MemorySegment.ofBuffer(destination), 0, length);
    }

    /** The address of a direct buffer's position. The caller keeps the buffer reachable. */
    static long addressOf(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct).address();
    }

    /** A C string as UTF-8. */
    static String getString(long address) {
        long length = 0;
        while (getByte(address + length) != 0) {
            length++;
        }
        return new String(getBytes(address, length), StandardCharsets.UTF_8);
    }
}
