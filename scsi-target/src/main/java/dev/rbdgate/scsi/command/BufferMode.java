package dev.rbdgate.scsi.command;

/** Modes of READ BUFFER and WRITE BUFFER (SPC-5 6.20, 6.49); none of them is for microcode. */
final class BufferMode {

    static final int DATA = 0x02;
    static final int DESCRIPTOR = 0x03;
    static final int ECHO = 0x0a;
    static final int ECHO_DESCRIPTOR = 0x0b;

    static final int MODE_BYTE = 1;
    static final int MODE_BIT = 4;
    static final int MODE_MASK = 0x1f;

    private BufferMode() {}
}
