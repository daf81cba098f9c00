package dev.rbdgate.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes a tar archive (POSIX.1-2017, pax, "ustar Interchange Format") whose bytes depend on names,
 * modes, owners and contents only: every entry has the same time. Closing it does not close the
 * stream below.
 */
final class TarWriter implements AutoCloseable {

    private static final int BLOCK = 512;
    private static final int NAME_FIELD = 100;
    private static final int LINK_FIELD = 100;

    private final OutputStream out;
    private final long seconds;

    TarWriter(OutputStream out, Instant time) {
        this.out = out;
        this.seconds = time.getEpochSecond();
    }

    /** What an entry is: the type flags of the header. */
    private enum Kind {
        FILE('0'),
        SYMBOLIC_LINK('2'),
        DIRECTORY('5'),
        EXTENDED_HEADER('x');

        private final char flag;

        Kind(char flag) {
            this.flag = flag;
        }
    }

    /**
     * @param name without a slash at the end
     */
    void directory(String name, int mode, int owner) throws IOException {
        entry(Kind.DIRECTORY, name + "/", "", mode, owner, 0);
    }

    void symbolicLink(String name, String destination) throws IOException {
        entry(Kind.SYMBOLIC_LINK, name, destination, 0777, 0, 0);
    }

    void file(String name, int mode, int owner, Path content) throws IOException {
        long size = Files.size(content);
        entry(Kind.FILE, name, "", mode, owner, size);
        try (InputStream in = Files.newInputStream(content)) {
            if (in.transferTo(out) != size) {
                throw new IOException(content + " changed while it was archived");
            }
        }
        pad(size);
    }

    void file(String name, byte[] content) throws IOException {
        entry(Kind.FILE, name, "", 0644, 0, content.length);
        out.write(content);
        pad(content.length);
    }

    private void entry(Kind kind, String name, String link, int mode, int owner, long size)
            throws IOException {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] linkBytes = link.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length > NAME_FIELD || linkBytes.length > LINK_FIELD) {
            byte[] records = record("path", name, record("linkpath", link, new byte[0]));
            header(Kind.EXTENDED_HEADER, nameBytes, new byte[0], 0644, 0, records.length);
            out.write(records);
            pad(records.length);
        }
        header(kind, nameBytes, linkBytes, mode, owner, size);
    }

    /** A pax record, "length key=value\n", whose length counts itself, before others. */
    private static byte[] record(String key, String value, byte[] others) {
        if (value.isEmpty()) {
            return others;
        }
        int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
        int length = rest;
        while (String.valueOf(length).length() + rest != length) {
            length = String.valueOf(length).length() + rest;
        }
        byte[] own = (length + " " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(own, own.length + others.length);
        System.arraycopy(others, 0, all, own.length, others.length);
        return all;
    }

    private void header(Kind kind, byte[] name, byte[] link, int mode, int owner, long size)
            throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, Arrays.copyOf(name, Math.min(name.length, NAME_FIELD)));
        octal(header, 100, 8, mode);
        octal(header, 108, 8, owner);
        octal(header, 116, 8, owner);
        octal(header, 124, 12, size);
        octal(header, 136, 12, seconds);
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) kind.flag;
        put(header, 157, Arrays.copyOf(link, Math.min(link.length, LINK_FIELD)));
        put(header, 257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        int sum = 0;
        for (byte b : header) {
            sum += Byte.toUnsignedInt(b);
        }
        // Six digits, NUL, space: the one field of that form.
        octal(header, 148, 7, sum);
        out.write(header);
    }

    private static void put(byte[] header, int at, byte[] value) {
        System.arraycopy(value, 0, header, at, value.length);
    }

    private static void octal(byte[] header, int at, int width, long value) {
        String digits = Long.toOctalString(value);
        if (digits.length() >= width) {
            throw new IllegalArgumentException(value + " does not fit into the header");
        }
        put(
                header,
                at,
                ("0".repeat(width - 1 - digits.length()) + digits + "\0")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    /** Writes the end of the archive. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }
}
