package dev.rbdgate.simulation;

import java.util.function.Consumer;

/** A command that an initiator sends. */
final class Command {

    final String what;
    final int lun;
    final byte[] cdb;
    final byte[] dataOut;
    final int dataInBytes;
    final Consumer<Reply> ended;

    /** Filled in by the session. */
    int tag;

    int cmdSn;
    boolean sent;
    boolean aborting;
    byte[] dataIn;
    int received;

    /**
     * @param what for the trace
     */
    Command(
            String what,
            int lun,
            byte[] cdb,
            byte[] dataOut,
            int dataInBytes,
            Consumer<Reply> ended) {
        this.what = what;
        this.lun = lun;
        this.cdb = cdb;
        this.dataOut = dataOut;
        this.dataInBytes = dataInBytes;
        this.ended = ended;
        this.dataIn = new byte[dataInBytes];
    }
}
