package dev.rbdgate.iscsi.pdu;

import dev.rbdgate.scsi.Cdb;
import io.netty.buffer.ByteBuf;

/**
 * What a SCSI Command's CDB field and additional header segments say together (RFC 7143 11.2.2,
 * 11.3.4). The longest list is 1020 bytes, since its length is one byte counting words.
 */
record AdditionalHeader(Cdb cdb, long bidirectionalReadBytes) {

    private static final int CDB = 32;
    private static final int CDB_LENGTH = 16;
    private static final int TYPE_MASK = 0x3f;
    private static final int EXTENDED_CDB = 1;
    private static final int BIDIRECTIONAL_READ_LENGTH = 2;

    /** AHSLength and AHSType. */
    private static final int PREFIX = 3;

    /** The reserved byte that starts both kinds and is counted by their AHSLength. */
    private static final int RESERVED = 1;

    private static final int BIDIRECTIONAL_AHS_LENGTH = 5;

    /** An additional header segment that contradicts itself. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    static AdditionalHeader decode(ByteBuf header, int at) throws Malformed {
        int end = at + Bhs.LENGTH + header.getUnsignedByte(at + Bhs.TOTAL_AHS_LENGTH) * Bhs.WORD;
        byte[] cdb = new byte[CDB_LENGTH];
        header.getBytes(at + CDB, cdb);
        long bidirectionalReadBytes = 0;
        int segment = at + Bhs.LENGTH;
        while (segment < end) {
            int length = header.getUnsignedShort(segment);
            int body = segment + PREFIX;
            if (length > end - body) {
                throw new Malformed("additional header segment longer than the header");
            }
            switch (header.getByte(segment + 2) & TYPE_MASK) {
                case EXTENDED_CDB -> {
                    if (length <= RESERVED || cdb.length > CDB_LENGTH) {
                        throw new Malformed("extended CDB empty or given twice");
                    }
                    byte[] extended = new byte[CDB_LENGTH + length - RESERVED];
                    System.arraycopy(cdb, 0, extended, 0, CDB_LENGTH);
                    header.getBytes(body + RESERVED, extended, CDB_LENGTH, length - RESERVED);
                    cdb = extended;
                }
                case BIDIRECTIONAL_READ_LENGTH -> {
                    if (length != BIDIRECTIONAL_AHS_LENGTH) {
                        throw new Malformed("bidirectional read length of another size");
                    }
                    bidirectionalReadBytes = header.getUnsignedInt(body + RESERVED);
                }
                default -> throw new Malformed("unknown additional header segment");
            }
            segment = body + Bhs.padded(length + PREFIX) - PREFIX;
        }
        return new AdditionalHeader(new Cdb(cdb), bidirectionalReadBytes);
    }

    void encode(ByteBuf out, int at) {
        for (int i = 0; i < CDB_LENGTH; i++) {
            out.setByte(at + CDB + i, cdb.u8(i));
        }
        int start = out.writerIndex();
        if (cdb.length() > CDB_LENGTH) {
            out.writeShort(cdb.length() - CDB_LENGTH + RESERVED);
            out.writeByte(EXTENDED_CDB).writeByte(0);
            for (int i = CDB_LENGTH; i < cdb.length(); i++) {
                out.writeByte(cdb.u8(i));
            }
            pad(out, start);
        }
        if (bidirectionalReadBytes != 0) {
            out.writeShort(BIDIRECTIONAL_AHS_LENGTH);
            out.writeByte(BIDIRECTIONAL_READ_LENGTH).writeByte(0);
            out.writeInt((int) bidirectionalReadBytes);
            pad(out, start);
        }
        out.setByte(at + Bhs.TOTAL_AHS_LENGTH, (out.writerIndex() - start) / Bhs.WORD);
    }

    private static void pad(ByteBuf out, int start) {
        int length = out.writerIndex() - start;
        out.writeZero(Bhs.padded(length) - length);
    }
}
