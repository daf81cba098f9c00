package dev.rbdgate.cli.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The format of a disk image file, by the bytes that it begins with. */
enum DiskFormat {
    QCOW2("qcow2", 0, "QFI\u00fb"),
    VMDK("vmdk", 0, "KDMV"),
    VMDK_DESCRIPTOR("vmdk", 0, "# Disk DescriptorFile"),
    VMDK_OLD("vmdk", 0, "COWD"),
    VHDX("vhdx", 0, "vhdxfile"),
    VHD("vpc", 0, "conectix"),
    /** The signature is a little-endian number at byte 64. */
    VDI("vdi", 64, "\u007f\u0010\u00da\u00be"),
    /** Nothing of that: the bytes of the disk themselves. */
    RAW("raw", 0, "");

    private static final int HEAD_BYTES = 128;

    private final String qemuName;
    private final int offset;

    /** Each character a byte. */
    private final String magic;

    DiskFormat(String qemuName, int offset, String magic) {
        this.qemuName = qemuName;
        this.offset = offset;
        this.magic = magic;
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
        return head.length >= offset + magic.length()
                && new String(head, offset, magic.length(), StandardCharsets.ISO_8859_1)
                        .equals(magic);
    }
}
