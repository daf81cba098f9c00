package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An iSCSI initiator port in a TransportID of format 01b: name, separator {@code ,i,0x} and ISID
 * (SPC-5 7.6.4.6). Format 00b, which names an initiator device and so any number of ports, is
 * refused, as the standard allows.
 *
 * @param initiatorName in lower case, as iSCSI names are compared
 */
record TransportId(String initiatorName, long isid) {

    private static final int FORMAT_AND_PROTOCOL = 0x45;
    private static final int HEADER_BYTES = 4;
    private static final int MIN_ADDITIONAL_LENGTH = 20;
    private static final String SEPARATOR = ",i,0x";
    private static final int MAX_NAME_BYTES = 223;
    private static final int MAX_ISID_DIGITS = 12;

    static TransportId of(Nexus nexus) {
        return new TransportId(nexus.initiatorName(), nexus.isid());
    }

    byte[] encode() {
        byte[] text =
                (initiatorName + SEPARATOR + "%012x".formatted(isid))
                        .getBytes(StandardCharsets.UTF_8);
        // Terminated by a zero, then padded to a multiple of four.
        int additional = Math.max((text.length + 4) & ~3, MIN_ADDITIONAL_LENGTH);
        return ByteBuffer.allocate(HEADER_BYTES + additional)
                .put((byte) FORMAT_AND_PROTOCOL)
                .put((byte) 0)
                .putShort((short) additional)
                .put(text)
                .array();
    }

    /**
     * Takes one TransportID off a parameter list.
     *
     * @throws Refusal 05/26/00 pointing at it
     */
    static TransportId decode(ByteBuffer list) {
        int at = list.position();
        if (list.remaining() < HEADER_BYTES) {
            throw invalid(at, "a TransportID is cut short");
        }
        int first = list.get() & 0xff;
        list.get();
        int additional = list.getShort() & 0xffff;
        if (first != FORMAT_AND_PROTOCOL) {
            throw invalid(at, "TransportID format and protocol %02xh".formatted(first));
        }
        if (additional < MIN_ADDITIONAL_LENGTH || additional % 4 != 0) {
            throw invalid(at + 2, "TransportID of " + additional + " bytes");
        }
        if (additional > list.remaining()) {
            throw invalid(at + 2, "a TransportID is cut short");
        }
        byte[] text = new byte[additional];
        list.get(text);
        return parse(text, at + HEADER_BYTES);
    }

    private static TransportId parse(byte[] padded, int at) {
        int length = 0;
        while (length < padded.length && padded[length] != 0) {
            length++;
        }
        String text =
                new String(padded, 0, length, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        int separator = text.indexOf(SEPARATOR);
        if (separator <= 0) {
            throw invalid(at, "a TransportID without name or separator");
        }
        String name = text.substring(0, separator);
        String digits = text.substring(separator + SEPARATOR.length());
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES
                || name.chars().anyMatch(Character::isISOControl)) {
            throw invalid(at, "a TransportID whose name is no iSCSI name");
        }
        if (!digits.matches("[0-9a-f]{1," + MAX_ISID_DIGITS + "}")) {
            throw invalid(at, "a TransportID without an ISID");
        }
        return new TransportId(name, Long.parseLong(digits, 16));
    }

    private static Refusal invalid(int byteOffset, String detail) {
        return Refusal.invalidFieldInParameterList(byteOffset, -1, detail);
    }
}
