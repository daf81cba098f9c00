package dev.rbdgate.cli.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The format of a disk image file, by the bytes that it begins with. */
enum DiskFormat {
    QCOW2("qcow2", 0, new byte[] {'Q', 'F', 'I', (byte) 0xfb}),
    VMDK("vmdk", 0, ascii("KDMV")),
    VMDK_DESCRIPTOR("vmdk", 0, ascii("# Disk DescriptorFile")),
    VMDK_OLD("vmdk", 0, ascii("COWD")),
    VHDX("vhdx", 0, ascii("vhdxfile")),
    VHD("vpc", 0, ascii("conectix")),
    /** The signature is a little-endian number at byte 64. */
    VDI("vdi", 64, new byte[] {0x7f, 0x10, (byte) 0xda, (byte) 0xbe}),
    /** Nothing of that: the bytes of the disk themselves. */
    RAW("raw", 0, new byte[0]);

    private static final int HEAD_BYTES = 128;

    private final String qemuName;
    private final int offset;
    private final byte[] magic;

    DiskFormat(String qemuName, int offset, byte[] magic) {
        this.qemuName = qemuName;
        this.offset = offset;
        this.magic = magic;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What qemu-img calls it. */
    String qemuName() {
        return qemuName;
    }

    static DiskFormat of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        return Arrays.stream(values()).filter(it -> it.matches(head)).findFirst().orElse(RAW);
    }

    private boolean matches(byte[] head) {
        int end = offset + magic.length;
        return head.length >= end && Arrays.equals(head, offset, end, magic, 0, magic.length);
    }
}
