package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of a namespace's objects. The OSDs list whole placement groups, so this walks the pool:
 * fine for maintenance, not for serving.
 */
final class ObjectList {

    private ObjectList() {}

    /** Blocks. */
    static List<String> read(IoContext io, String prefix) {
        try (Scratch scratch = new Scratch()) {
            long listOut = scratch.word();
            ErrorNumbers.check(ContextCalls.listOpen(io.address(), listOut), "listing of objects");
            long list = NativeMemory.getLong(listOut);
            try {
                return read(list, scratch, prefix.getBytes(StandardCharsets.UTF_8));
            } finally {
                ContextCalls.listClose(list);
            }
        }
    }

    private static List<String> read(long list, Scratch scratch, byte[] prefix) {
        List<String> names = new ArrayList<>();
        long entry = scratch.word();
        long key = scratch.word();
        long namespace = scratch.word();
        long entryLength = scratch.word();
        long keyLength = scratch.word();
        long namespaceLength = scratch.word();
        while (true) {
            int result =
                    ContextCalls.listNext(
                            list, entry, key, namespace, entryLength, keyLength, namespaceLength);
            if (result == -Errno.ENOENT) {
                return names;
            }
            ErrorNumbers.check(result, "listing of objects");
            byte[] name =
                    NativeMemory.getBytes(
                            NativeMemory.getLong(entry), NativeMemory.getLong(entryLength));
            if (startsWith(name, prefix)) {
                names.add(new String(name, StandardCharsets.UTF_8));
            }
        }
    }

    private static boolean startsWith(byte[] name, byte[] prefix) {
        if (name.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (name[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
