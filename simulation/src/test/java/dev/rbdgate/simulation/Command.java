package dev.rbdgate.simulation;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A command that an initiator sends. */
final class Command {

    final String what;
    final int lun;
    final byte[] cdb;
    final byte[] dataOut;
    final int dataInBytes;
    final Consumer<Reply> ended;
    final Resets resets;

    /** Filled in by the session. */
    int tag;

    int cmdSn;
    long madeAt;
    boolean sent;
    long sentAt;
    boolean aborting;
    @Nullable InitiatorConnection connection;

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
            Resets resets,
            Consumer<Reply> ended) {
        this.what = what;
        this.lun = lun;
        this.cdb = cdb;
        this.dataOut = dataOut;
        this.dataInBytes = dataInBytes;
        this.resets = resets;
        this.ended = ended;
        this.dataIn = new byte[dataInBytes];
    }
}
