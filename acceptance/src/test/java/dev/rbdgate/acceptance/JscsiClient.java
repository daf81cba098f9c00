package dev.rbdgate.acceptance;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import org.jscsi.initiator.Configuration;
import org.jscsi.initiator.Initiator;

/**
 * The program that {@link JscsiInitiatorTest} runs inside its network: the session's name in the
 * configuration, then address and port. It checks that blocks are read as they were written, by one
 * task at a time, by many at once, and by a second session, and ends with exit status 0.
 */
final class JscsiClient {

    private static final int BLOCK_BYTES = 512;

    /** More than one burst (262144): several R2Ts, several Data-In sequences. */
    private static final int LARGE_BYTES = 300 * 1024;

    private static final int TASKS = 32;
    private static final int TASK_BYTES = 16 * 1024;

    private final Initiator initiator;
    private final String session;

    private JscsiClient(Initiator initiator, String session) {
        this.initiator = initiator;
        this.session = session;
    }

    public static void main(String[] arguments) throws Exception {
        Configuration configuration =
                Configuration.create(new File(arguments[0]), new File(arguments[1]));
        InetSocketAddress portal =
                new InetSocketAddress(arguments[3], Integer.parseInt(arguments[4]));
        Initiator initiator = new Initiator(configuration);
        JscsiClient client = new JscsiClient(initiator, arguments[2]);
        try (AttentionRelay relay = new AttentionRelay(portal)) {
            initiator.createSession(relay.address(), arguments[2]);
            client.checkCapacity(Long.parseLong(arguments[5]));
            client.checkOneAtATime();
            client.checkManyAtOnce();
            initiator.closeSession(arguments[2]);
            initiator.createSession(relay.address(), arguments[2]);
            client.checkRead(0, pattern(1, LARGE_BYTES));
            initiator.closeSession(arguments[2]);
        }
        System.out.println("all blocks as written");
        System.exit(0); // the initiator's threads would keep the process
    }

    private void checkCapacity(long sizeBytes) throws Exception {
        check(initiator.getBlockSize(session) == BLOCK_BYTES, "block size");
        long lastLba = initiator.getCapacity(session); // READ CAPACITY's first field, as it came
        check(lastLba == sizeBytes / BLOCK_BYTES - 1, "last block " + lastLba);
    }

    private void checkOneAtATime() throws Exception {
        byte[] large = pattern(1, LARGE_BYTES);
        initiator.write(session, ByteBuffer.wrap(large), 0, large.length);
        checkRead(0, large);
    }

    private void checkManyAtOnce() throws Exception {
        int firstBlock = LARGE_BYTES / BLOCK_BYTES;
        List<Future<Void>> running = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            ByteBuffer source = ByteBuffer.wrap(pattern(task + 2, TASK_BYTES));
            int lba = firstBlock + task * TASK_BYTES / BLOCK_BYTES;
            running.add(initiator.multiThreadedWrite(session, source, lba, TASK_BYTES));
        }
        for (Future<Void> write : running) {
            write.get();
        }
        for (int task = 0; task < TASKS; task++) {
            checkRead(firstBlock + task * TASK_BYTES / BLOCK_BYTES, pattern(task + 2, TASK_BYTES));
        }
    }

    private void checkRead(int lba, byte[] expected) throws Exception {
        ByteBuffer read = ByteBuffer.allocate(expected.length);
        initiator.read(session, read, lba, expected.length);
        check(ByteBuffer.wrap(expected).equals(read.clear()), "blocks from " + lba + " on");
    }

    private static byte[] pattern(int seed, int byteCount) {
        byte[] bytes = new byte[byteCount];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            System.out.println("wrong: " + what);
            System.exit(1);
        }
    }
}
