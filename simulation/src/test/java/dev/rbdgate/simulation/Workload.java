package dev.rbdgate.simulation;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an initiator does to one LUN, and what it expects of the answers. */
final class Workload {

    private static final int UNIT_ATTENTION = 6;
    private static final int MEDIUM_ERROR = 3;
    private static final int HARDWARE_ERROR = 4;
    private static final int ILLEGAL_REQUEST = 5;
    private static final int DATA_PROTECT = 7;
    private static final int LBA_OUT_OF_RANGE = 0x2100;
    private static final int MISCOMPARE = 0xe;
    private static final int WRITE_ERROR = 0x0c00;
    private static final int MOST_BLOCKS = 256;
    private static final int MOST_COMPARED = 32;
    private static final int CAPACITY_BYTES = 32;
    private static final int MOST_ABORTED_ONE_IN = 8;
    private static final int LEAST_ABORTED_ONE_IN = 200;
    private static final int RESERVE = 1;
    private static final int RELEASE = 2;
    private static final int CLEAR = 3;
    private static final int PREEMPT = 4;
    private static final int REGISTER_AND_IGNORE = 6;
    private static final List<Integer> TYPES =
            List.of(
                    ReservationModel.WRITE_EXCLUSIVE,
                    ReservationModel.EXCLUSIVE_ACCESS,
                    ReservationModel.WRITE_EXCLUSIVE_REGISTRANTS_ONLY,
                    ReservationModel.EXCLUSIVE_ACCESS_REGISTRANTS_ONLY);

    private static final List<Ending> ENDINGS = List.of(Ending.values());

    /** A unit that is served, and what is known of it. */
    record Unit(
            int lun,
            ImageAdmin admin,
            ReservationModel reservation,
            Resets resets,
            int unitBlocks,
            boolean writeCache) {}

    private final World world;
    private final Initiator initiator;
    private final int lun;
    private final ImageModel image;

    /** What COMPARE AND WRITE must lie in: the image's stripe unit. */
    private final int unitBlocks;

    /** Without it every change promises to be durable. */
    private final boolean writeCache;

    private final int depth;
    private final long thinking;

    /** Of so many commands one is aborted. */
    private final int abortedOneIn;

    private final Numbers numbers;
    private final DiskHealth health;
    private boolean begun;
    private int running;
    private int doneOperations;

    /** Whether writes of this host that nobody had flushed may be gone, and it is not told. */
    private final LossModel loss;

    /** The command whose answer is being taken. */
    private @Nullable Command answered;

    private final AttentionModel attentions;
    private final ReservationModel reservation;
    private final Resets resets;
    private final ImageAdmin admin;

    /** When its newest unflushed write was answered. */
    private long unflushedSince = -1;

    /** Numbers for writes, across all workloads of a run. */
    static final class Numbers {
        private long last;

        long next() {
            return ++last;
        }
    }

    /**
     * @param loss of the host, for this unit
     */
    Workload(
            World world,
            Initiator initiator,
            Unit unit,
            LossModel loss,
            Numbers numbers,
            DiskHealth health) {
        this.loss = loss;
        this.resets = unit.resets();
        this.world = world;
        this.initiator = initiator;
        this.lun = unit.lun();
        this.image = unit.admin().model();
        this.unitBlocks = unit.unitBlocks();
        this.writeCache = unit.writeCache();
        this.reservation = unit.reservation();
        this.admin = unit.admin();
        this.attentions = new AttentionModel(world, initiator.name() + " LUN " + lun);
        this.numbers = numbers;
        this.health = health;
        this.depth = (int) world.chance().duration(1, 16);
        this.abortedOneIn =
                (int) world.chance().duration(MOST_ABORTED_ONE_IN, LEAST_ABORTED_ONE_IN);
        this.thinking = world.chance().duration(10 * Time.MICROSECOND, 5 * Time.MILLISECOND);
    }

    int running() {
        return running;
    }

    int doneOperations() {
        return doneOperations;
    }

    int lun() {
        return lun;
    }

    /** Whether no session has begun to use it yet. */
    boolean isNew() {
        return !begun;
    }

    AttentionModel attentions() {
        return attentions;
    }

    /** A session begins. */
    void begin() {
        begun = true;
        attentions.sessionBegins();
        for (int i = running; i < depth; i++) {
            next();
        }
    }

    private void next() {
        if (initiator.isStopped() || initiator.session() == null) {
            return;
        }
        running++;
        world.after(
                world.chance().duration(1, thinking),
                () -> {
                    if (initiator.isStopped() || initiator.session() == null) {
                        running--;
                    } else {
                        operate();
                    }
                });
    }

    private void ended() {
        running--;
        doneOperations++;
        next();
    }

    private void operate() {
        if (reservation.isFree() && world.chance().oneIn(30)) {
            reserve();
            return;
        }
        if (world.chance().oneIn(300)) {
            endAll();
        }
        switch (world.chance().below(20)) {
            case 0, 1, 2, 3, 4, 5 -> read();
            case 6, 7, 8, 9, 10, 11 -> write();
            case 12, 13 -> synchronize();
            case 14, 15 -> unmap();
            case 16 -> writeSame();
            case 17, 18 -> compareAndWrite();
            default -> capacity();
        }
    }

    private long chanceOf(int most) {
        return world.chance().duration(1, most);
    }

    private int someBlocks(int most) {
        return (int) Math.min(image.blocks(), world.chance().duration(1, most));
    }

    /** Half of the work goes to a few hot places, so that commands meet. */
    private long someLba(int blocks) {
        Chance chance = world.chance();
        long room = image.blocks() - blocks;
        long lba =
                chance.oneIn(2) ? chance.between(0, Math.min(room, 64)) : chance.between(0, room);
        return chance.oneIn(2) ? lba & ~7 : lba;
    }

    private @Nullable Command send(String what, byte[] cdb, byte[] out, int in, Answer answer) {
        InitiatorSession session = initiator.session();
        if (session == null) {
            throw new IllegalStateException("no session");
        }
        Command command =
                own(
                        what,
                        cdb,
                        out,
                        in,
                        reply -> {
                            answer.take(reply);
                            ended();
                        });
        session.submit(command);
        if (world.chance().oneIn(abortedOneIn)) {
            world.after(world.chance().duration(1, 5 * Time.MILLISECOND), () -> abort(command));
        }
        return command;
    }

    /** Sends a function that ends all commands. */
    private void endAll() {
        InitiatorSession session = initiator.session();
        if (session != null) {
            Ending ending = world.chance().pick(ENDINGS);
            List<Resets.Reset> begun =
                    initiator.workloads().stream()
                            .filter(each -> ending.isOfEveryUnit() || each == this)
                            .map(each -> each.resets.begin(ending))
                            .toList();
            initiator.atNextLogin(() -> begun.forEach(each -> each.over(false)));
            session.endAll(ending, lun, () -> begun.forEach(each -> each.over(true)));
        }
    }

    /**
     * Somebody has reset the unit.
     *
     * @param since when that was asked for
     * @param told whether all are to be told
     */
    void wasReset(long since, boolean told) {
        InitiatorSession session = initiator.session();
        if (session != null) {
            session.wasReset(lun);
            if (told) {
                attentions.raise(AttentionModel.POWER_ON_OR_RESET << 8, since);
            }
        }
    }

    private void abort(Command command) {
        InitiatorSession session = initiator.session();
        if (session != null && session.isOutstanding(command)) {
            session.abort(command);
        }
    }

    private interface Answer {
        void take(Reply reply);
    }

    /** Checks a reply that is not GOOD and means that nothing has happened. */
    private boolean isNothing(Reply reply) {
        return reply.outcome() == Reply.Outcome.LATER
                || reply.outcome() == Reply.Outcome.RESERVATION_CONFLICT
                || reply.isSense(UNIT_ATTENTION)
                || isBeyond(reply);
    }

    /** Whether the command was made for an image that has become smaller. */
    private boolean isBeyond(Reply reply) {
        return reply.isSense(ILLEGAL_REQUEST)
                && reply.additionalSense() == LBA_OUT_OF_RANGE
                && answered != null
                && (admin.resizing() >= 0 || image.wasResizedSince(answered.madeAt));
    }

    private boolean isOldLoss(Reply reply) {
        return reply.isSense(HARDWARE_ERROR) && reply.additionalSense() == WRITE_ERROR;
    }

    private Violation unexpected(String what, Reply reply) {
        return new Violation("%s LUN %d: %s -> %s".formatted(initiator.name(), lun, what, reply));
    }

    void read() {
        int blocks = someBlocks(MOST_BLOCKS);
        long lba = someLba(blocks);
        long from = world.now();
        Access access = new Access(false);
        String what = "READ lba %d blocks %d".formatted(lba, blocks);
        byte[] cdb =
                world.chance().oneIn(2)
                        ? Cdbs.read10(lba, blocks, false)
                        : Cdbs.read16(lba, blocks);
        send(
                what,
                cdb,
                new byte[0],
                blocks * Sectors.BYTES,
                reply -> {
                    access.check(what, reply);
                    if (reply.isGood()) {
                        if (reply.data().length != blocks * Sectors.BYTES) {
                            throw new Violation(
                                    "%s: %s got %d bytes"
                                            .formatted(
                                                    initiator.name(), what, reply.data().length));
                        }
                        image.check(initiator.name(), lba, reply.data(), from);
                    } else if (!isNothing(reply) && !isUnknown(reply) && !isDisk(reply)) {
                        throw unexpected(what, reply);
                    }
                });
    }

    private static boolean isUnknown(Reply reply) {
        return reply.outcome() == Reply.Outcome.LOST || reply.outcome() == Reply.Outcome.ABORTED;
    }

    /** Takes the answer to a command that changes the image. */
    private void changed(String what, ImageModel.Change change, boolean forced, Reply reply) {
        boolean fua = forced || !writeCache;
        if (reply.isGood()) {
            change.done(fua);
            if (fua) {
                promised(what);
            } else {
                unflushedSince = world.now();
            }
        } else if (isNothing(reply)) {
            change.refused(what);
        } else if (fua && isOldLoss(reply)) {
            loss.told();
            change.refused(what);
        } else if (reply.outcome() == Reply.Outcome.LOST) {
            initiator.atNextLogin(change::over);
        } else if (reply.outcome() == Reply.Outcome.ABORTED) {
            change.over();
        } else if (isDisk(reply)) {
            change.over();
        } else {
            throw unexpected(what, reply);
        }
    }

    /** Whether the disk explains this reply. */
    private boolean isDisk(Reply reply) {
        return health.isTroubled()
                && (reply.isSense(MEDIUM_ERROR)
                        || reply.isSense(HARDWARE_ERROR)
                        || reply.isSense(DATA_PROTECT));
    }

    /** A promise of durability was answered GOOD. */
    private void promised(String what) {
        if (answered != null && health.hadSyncFailed(answered.sentAt)) {
            throw new Violation(
                    "%s LUN %d: %s answered GOOD after a sync had failed"
                            .formatted(initiator.name(), lun, what));
        }
        if (loss.isOwed()) {
            throw new Violation(
                    "%s LUN %d: %s answered GOOD after a power loss that may have taken writes"
                                    .formatted(initiator.name(), lun, what)
                            + " which this initiator was never told about");
        }
    }

    private void write() {
        int blocks = someBlocks(MOST_BLOCKS);
        long lba = someLba(blocks);
        boolean fua = world.chance().oneIn(6);
        long content = numbers.next();
        byte[] data = new byte[blocks * Sectors.BYTES];
        for (int i = 0; i < blocks; i++) {
            Sectors.fill(data, i * Sectors.BYTES, content, lba + i);
        }
        ImageModel.Change change = image.begin(lba, blocks, content);
        String what =
                "WRITE %d lba %d blocks %d%s".formatted(content, lba, blocks, fua ? " FUA" : "");
        byte[] cdb =
                world.chance().oneIn(2)
                        ? Cdbs.write10(lba, blocks, fua)
                        : Cdbs.write16(lba, blocks, fua);
        Access access = new Access(true);
        send(
                what,
                cdb,
                data,
                0,
                reply -> {
                    access.check(what, reply);
                    changed(what, change, fua, reply);
                });
    }

    private void writeSame() {
        int blocks = someBlocks(MOST_BLOCKS);
        long lba = someLba(blocks);
        boolean unmap = world.chance().oneIn(2);
        long content = unmap ? Sectors.ZERO : Sectors.same(numbers.next());
        byte[] data = new byte[Sectors.BYTES];
        Sectors.fill(data, 0, content, lba);
        ImageModel.Change change = image.begin(lba, blocks, content);
        String what = "%s SAME lba %d blocks %d".formatted(Sectors.text(content), lba, blocks);
        send(
                what,
                Cdbs.writeSame16(lba, blocks, unmap),
                data,
                0,
                reply -> changed(what, change, false, reply));
    }

    private void unmap() {
        int blocks = someBlocks(4 * MOST_BLOCKS);
        long lba = someLba(blocks);
        ImageModel.Change change = image.begin(lba, blocks, Sectors.ZERO);
        byte[] list = Cdbs.unmapList(lba, blocks);
        String what = "UNMAP lba %d blocks %d".formatted(lba, blocks);
        Access access = new Access(true);
        send(
                what,
                Cdbs.unmap(list.length),
                list,
                0,
                reply -> {
                    access.check(what, reply);
                    changed(what, change, false, reply);
                });
    }

    private void compareAndWrite() {
        long lba = someLba(1);
        int room = (int) Math.min(unitBlocks - lba % unitBlocks, image.blocks() - lba);
        int blocks = (int) chanceOf(Math.min(MOST_COMPARED, room));
        boolean fua = world.chance().oneIn(6);
        long[] expected = new long[blocks];
        byte[] data = new byte[2 * blocks * Sectors.BYTES];
        for (int i = 0; i < blocks; i++) {
            expected[i] = image.anyContent(lba + i);
            Sectors.fill(data, i * Sectors.BYTES, expected[i], lba + i);
        }
        long content = numbers.next();
        for (int i = 0; i < blocks; i++) {
            Sectors.fill(data, (blocks + i) * Sectors.BYTES, content, lba + i);
        }
        long sent = world.now();
        ImageModel.Change change = image.begin(lba, blocks, content);
        String what = "COMPARE AND WRITE %d lba %d blocks %d".formatted(content, lba, blocks);
        send(
                what,
                Cdbs.compareAndWrite(lba, blocks, fua),
                data,
                0,
                reply -> {
                    if (reply.isSense(MISCOMPARE)) {
                        change.refused(what);
                        boolean same = true;
                        for (int i = 0; i < blocks; i++) {
                            same &= image.isSurely(lba + i, expected[i], sent);
                        }
                        if (same) {
                            throw new Violation(
                                    "%s: %s miscompared what was there"
                                            .formatted(initiator.name(), what));
                        }
                        return;
                    }
                    if (reply.isGood()) {
                        for (int i = 0; i < blocks; i++) {
                            if (!image.isMaybe(lba + i, expected[i], sent)) {
                                throw new Violation(
                                        "%s: %s found sector %d as it cannot have been"
                                                .formatted(initiator.name(), what, lba + i));
                            }
                        }
                    }
                    changed(what, change, fua, reply);
                });
    }

    private void synchronize() {
        long sent = world.now();
        send(
                "SYNCHRONIZE CACHE",
                Cdbs.synchronizeCache(),
                new byte[0],
                0,
                reply -> {
                    if (reply.isGood()) {
                        promised("SYNCHRONIZE CACHE");
                        image.flushed(sent);
                        if (unflushedSince <= sent) {
                            unflushedSince = -1;
                        }
                    } else if (isOldLoss(reply)) {
                        loss.told();
                    } else if (!isNothing(reply) && !isUnknown(reply) && !isDisk(reply)) {
                        throw unexpected("SYNCHRONIZE CACHE", reply);
                    }
                });
    }

    private void capacity() {
        long made = world.now();
        send(
                "READ CAPACITY",
                Cdbs.readCapacity16(CAPACITY_BYTES),
                new byte[0],
                CAPACITY_BYTES,
                reply -> {
                    if (reply.isGood()) {
                        long last = ByteBuffer.wrap(reply.data()).getLong();
                        if (!image.hadSize(last + 1, made) && last + 1 != admin.resizing()) {
                            throw new Violation(
                                    "%s: capacity %d instead of %d"
                                            .formatted(initiator.name(), last + 1, image.blocks()));
                        }
                    } else if (!isNothing(reply) && !isUnknown(reply)) {
                        throw unexpected("READ CAPACITY", reply);
                    }
                });
    }

    /** What the reservation says of a command that is sent now. */
    private final class Access {
        private final boolean write;
        private final long changes = reservation.changes();
        private final boolean known = reservation.isFree();

        Access(boolean write) {
            this.write = write;
        }

        void check(String what, Reply reply) {
            ReservationModel.State state = reservation.state();
            if (!known || state == null || changes != reservation.changes()) {
                return;
            }
            boolean refused = state.refuses(initiator.name(), write);
            if (refused && reply.isGood()) {
                throw new Violation(
                        "%s LUN %d: %s was carried out in spite of the reservation of %s"
                                .formatted(initiator.name(), lun, what, state.holder()));
            }
            if (!refused && reply.outcome() == Reply.Outcome.RESERVATION_CONFLICT) {
                throw new Violation(
                        "%s LUN %d: %s met a reservation that there is not: %s"
                                .formatted(initiator.name(), lun, what, state));
            }
        }
    }

    private long ownKey() {
        return 1000L + initiator.name().hashCode();
    }

    /** Takes the next step with persistent reservations that makes sense. */
    private void reserve() {
        ReservationModel.State now = reservation.state();
        String me = initiator.name();
        boolean aptpl = world.chance().oneIn(2);
        if (now == null || !now.keys().containsKey(me)) {
            reserveOut(
                    REGISTER_AND_IGNORE,
                    0,
                    0,
                    ownKey(),
                    aptpl,
                    state -> {
                        state.keys().put(me, ownKey());
                        return state;
                    });
        } else if (now.holder() == null) {
            int type = world.chance().pick(TYPES);
            reserveOut(
                    RESERVE,
                    type,
                    ownKey(),
                    0,
                    false,
                    state -> new ReservationModel.State(state.keys(), me, type));
        } else if (now.holder().equals(me)) {
            if (world.chance().oneIn(2)) {
                reserveOut(
                        RELEASE,
                        now.type(),
                        ownKey(),
                        0,
                        false,
                        state -> new ReservationModel.State(state.keys(), null, 0));
            } else {
                reserveOut(
                        REGISTER_AND_IGNORE,
                        0,
                        0,
                        0,
                        aptpl,
                        state -> {
                            state.keys().remove(me);
                            return new ReservationModel.State(state.keys(), null, 0);
                        });
            }
        } else {
            int type = world.chance().pick(TYPES);
            String other = now.holder();
            reserveOut(
                    PREEMPT,
                    type,
                    ownKey(),
                    now.keys().get(other),
                    false,
                    state -> {
                        state.keys().remove(other);
                        return new ReservationModel.State(state.keys(), me, type);
                    });
        }
    }

    private interface Change {
        ReservationModel.State apply(ReservationModel.State before);
    }

    private void reserveOut(
            int action, int type, long key, long actionKey, boolean aptpl, Change change) {
        ReservationModel.State before = reservation.state();
        reservation.begin();
        long begun = reservation.changes();
        String what = "PERSISTENT RESERVE OUT %d type %d".formatted(action, type);
        byte[] list = Cdbs.reserveList(key, actionKey, aptpl);
        send(
                what,
                Cdbs.persistentReserveOut(action, type),
                list,
                0,
                reply -> {
                    if (begun != reservation.changes()) {
                        return;
                    }
                    boolean kept = action == REGISTER_AND_IGNORE ? aptpl : reservation.isKept();
                    if (reply.isGood()) {
                        reservation.end(before == null ? null : change.apply(before), kept);
                        if (before == null) {
                            clearReservation(() -> {});
                        }
                    } else if (isUnknown(reply) || isDisk(reply)) {
                        reservation.end(null, kept);
                    } else if (reply.outcome() == Reply.Outcome.RESERVATION_CONFLICT
                            && before != null) {
                        throw unexpected(what, reply);
                    } else if (isNothing(reply)) {
                        reservation.unchanged();
                    } else {
                        throw unexpected(what, reply);
                    }
                });
    }

    /** Registers and clears everything, whatever there is. */
    private void clearReservation(Runnable then) {
        InitiatorSession session = initiator.session();
        if (session == null) {
            then.run();
            return;
        }
        reservation.begin();
        long begun = reservation.changes();
        session.submit(
                own(
                        "PERSISTENT RESERVE OUT CLEAR",
                        Cdbs.persistentReserveOut(CLEAR, 0),
                        Cdbs.reserveList(ownKey(), 0, false),
                        0,
                        reply -> {
                            if (begun == reservation.changes()) {
                                reservation.end(
                                        reply.isGood()
                                                ? new ReservationModel.State(
                                                        new TreeMap<>(), null, 0)
                                                : null,
                                        reservation.isKept());
                            }
                            then.run();
                        }));
    }

    /** A command whose answer may tell of unit attentions. */
    private Command own(String what, byte[] cdb, byte[] out, int in, Answer answer) {
        Command[] sent = new Command[1];
        sent[0] =
                new Command(
                        what,
                        lun,
                        cdb,
                        out,
                        in,
                        resets,
                        reply -> {
                            attentions.answered(sent[0], reply, sent[0].sentAt);
                            answered = sent[0];
                            answer.take(reply);
                        });
        sent[0].madeAt = world.now();
        attentions.begins(sent[0]);
        return sent[0];
    }

    /** Power was lost under the gateway. */
    void powerLost() {
        loss.powerLost(unflushedSince >= 0);
        unflushedSince = -1;
    }

    /** Reads everything once; {@code done} is told when all is well. */
    void verify(Runnable done) {
        verify(0, done);
    }

    private void verify(long lba, Runnable done) {
        if (lba >= image.blocks()) {
            done.run();
            return;
        }
        InitiatorSession session = initiator.session();
        if (session == null) {
            world.after(10 * Time.MILLISECOND, () -> verify(lba, done));
            return;
        }
        int blocks = (int) Math.min(MOST_BLOCKS, image.blocks() - lba);
        long from = world.now();
        Command command =
                own(
                        "READ lba %d blocks %d".formatted(lba, blocks),
                        Cdbs.read16(lba, blocks),
                        new byte[0],
                        blocks * Sectors.BYTES,
                        reply -> {
                            if (reply.isGood()) {
                                image.check(initiator.name(), lba, reply.data(), from);
                                verify(lba + blocks, done);
                            } else if (reply.outcome() == Reply.Outcome.RESERVATION_CONFLICT) {
                                takeOver(() -> verify(lba, done));
                            } else if (isNothing(reply) || isUnknown(reply)) {
                                world.after(Time.MILLISECOND, () -> verify(lba, done));
                            } else {
                                throw unexpected("READ", reply);
                            }
                        });
        session.submit(command);
    }

    /** Registers and clears the reservation of somebody else. */
    private void takeOver(Runnable then) {
        InitiatorSession session = initiator.session();
        if (session == null) {
            world.after(Time.MILLISECOND, then);
            return;
        }
        session.submit(
                own(
                        "PERSISTENT RESERVE OUT REGISTER",
                        Cdbs.persistentReserveOut(REGISTER_AND_IGNORE, 0),
                        Cdbs.reserveList(0, ownKey(), false),
                        0,
                        _ -> clearReservation(() -> world.after(Time.MILLISECOND, then))));
    }
}
