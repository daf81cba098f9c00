package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;

/** How copies are refused, and how they fail while they run (SPC-5 5.18.7). */
final class CopyRefusals {

    private static final int NO_POINTER = -1;

    private CopyRefusals() {}

    /** 05 with another additional sense code than 26/00, pointing into the parameter list. */
    static Refusal illegal(int additionalSense, int byteOffset, String detail) {
        Sense sense = Sense.of(SenseKey.ILLEGAL_REQUEST, additionalSense);
        return Refusal.of(Blame.PEER, sense.withFieldPointer(false, byteOffset, -1), detail);
    }

    /** 0A: processing of a segment has begun, and cannot be finished. */
    static Refusal aborted(int additionalSense, int segment, String detail) {
        return aborted(additionalSense, segment, NO_POINTER, detail);
    }

    /**
     * 0A, with the field of the segment descriptor that is at fault.
     *
     * @param segment number of the segment descriptor, from 0
     */
    static Refusal aborted(int additionalSense, int segment, int fieldOffset, String detail) {
        Sense sense = Sense.of(SenseKey.COPY_ABORTED, additionalSense).withCommandSpecific(segment);
        return Refusal.of(
                Blame.PEER,
                fieldOffset == NO_POINTER ? sense : sense.withSegmentPointer(fieldOffset),
                "segment %d: %s".formatted(segment, detail));
    }
}
