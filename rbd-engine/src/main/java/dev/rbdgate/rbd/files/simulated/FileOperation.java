package dev.rbdgate.rbd.files.simulated;

/**
 * One call at the file seam. {@code file} numbers the files of a recording; a file keeps its number
 * when it is renamed.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
public sealed interface FileOperation {

    /** The path it was called with, or that the file was opened by. */
    String path();

    record Open(String path, long file) implements FileOperation {}

    record Create(String path, long file) implements FileOperation {}

    record MakeDirectory(String path) implements FileOperation {}

    record Rename(String path, String to) implements FileOperation {}

    record Delete(String path) implements FileOperation {}

    record SyncDirectory(String path) implements FileOperation {}

    record Read(String path, long file, long position, long length) implements FileOperation {}

    record Write(String path, long file, long position, byte[] data) implements FileOperation {}

    record PunchHole(String path, long file, long position, long length) implements FileOperation {}

    record Allocate(String path, long file, long position, long length) implements FileOperation {}

    record Truncate(String path, long file, long size) implements FileOperation {}

    record SyncFile(String path, long file) implements FileOperation {}

    record SyncAll() implements FileOperation {
        @Override
        public String path() {
            return "";
        }
    }

    /** Not a call: something that a test observed at this moment, such as an answer. */
    record Mark(String path) implements FileOperation {}
}
