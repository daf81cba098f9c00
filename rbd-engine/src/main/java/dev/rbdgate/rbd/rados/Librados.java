package dev.rbdgate.rbd.rados;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The library and how its functions are bound. Pointers, {@code size_t} and {@code uint64_t} travel
 * as long: on 64-bit Linux they use the same registers, and no segment object is made per call.
 */
@SuppressWarnings("restricted") // native access is what this class is for
final class Librados {

    /** The soname since 2009; it never changed. */
    static final String NAME = "librados.so.2";

    static final ValueLayout.OfLong POINTER = JAVA_LONG;
    static final ValueLayout.OfLong SIZE = JAVA_LONG;
    static final ValueLayout.OfLong U64 = JAVA_LONG;
    static final ValueLayout.OfInt INT = JAVA_INT;
    static final ValueLayout.OfInt U32 = JAVA_INT;

    static final long NULL = 0;

    private static final Linker LINKER = Linker.nativeLinker();

    private Librados() {}

    /** Loaded at first use, for the life of the process, as its threads are. */
    private static final class Library {
        static final SymbolLookup SYMBOLS = load(NAME);
    }

    /**
     * Opens a shared library.
     *
     * @throws ObjectStoreException ENOENT, saying how to install it
     */
    static SymbolLookup load(String name) {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new ObjectStoreException(
                    Errno.ENOENT,
                    name
                            + " cannot be loaded. Install Ceph's client library"
                            + " (Debian, Ubuntu: apt-get install librados2;"
                            + " Fedora, RHEL: dnf install librados2) of version 16 or newer");
        }
    }

    /**
     * Makes sure that the library is there, before a class of bindings fails to initialize.
     *
     * @throws ObjectStoreException as {@link #load}
     */
    static void require() {
        load(NAME);
    }

    static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, arguments));
    }

    static MethodHandle procedure(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.ofVoid(arguments));
    }

    /** A function of the C library. */
    static MethodHandle standard(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor);
    }

    /** A C function pointer that calls {@code target}, for as long as the arena lives. */
    static long callback(MethodHandle target, Arena arena, MemoryLayout... arguments) {
        return LINKER.upcallStub(target, FunctionDescriptor.ofVoid(arguments), arena).address();
    }

    private static MemorySegment symbol(String name) {
        return Library.SYMBOLS
                .find(name)
                .orElseThrow(() ->
                        new ObjectStoreException(
                                Errno.ENOSYS,
                                NAME
                                        + " has no "
                                        + name
                                        + ": install librados2 of version 16 or newer"));
    }

    /** What a method handle of a native function may throw: only errors of the JVM itself. */
    static RuntimeException unexpected(Throwable e) {
        return switch (e) {
            case Error error -> throw error;
            case RuntimeException runtime -> runtime;
            default -> new IllegalStateException("a native call threw", e);
        };
    }
}
