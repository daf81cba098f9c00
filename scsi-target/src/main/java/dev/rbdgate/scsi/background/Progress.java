package dev.rbdgate.scsi.background;

/** How far a job has come. Written by the thread that runs the job, read by any. */
public final class Progress {

    private static final int SCALE = 65536;

    private volatile long done;
    private volatile long total = 1;

    /** Begins anew. */
    void begin(long totalBytes) {
        done = 0;
        total = Math.max(totalBytes, 1);
    }

    void to(long doneBytes) {
        done = doneBytes;
    }

    /** As the PROGRESS INDICATION field has it (SPC-5 4.4.2.4.5), 0 to 65535. */
    int of65536() {
        double fraction = (double) done / total;
        return (int) Math.min(fraction * SCALE, SCALE - 1);
    }
}
