package dev.rbdgate.scsi.unit;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.background.BackgroundWork;
import dev.rbdgate.scsi.background.EraseJob;
import dev.rbdgate.scsi.buffer.EchoBuffer;
import dev.rbdgate.scsi.context.UnitAttention;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.context.UnitParts;
import dev.rbdgate.scsi.provisioning.SpaceLevel;
import dev.rbdgate.scsi.reservation.Requester;
import dev.rbdgate.scsi.reservation.Reservations;
import org.jspecify.annotations.Nullable;

/** A logical unit as one I_T nexus reaches it under one LUN: the I_T_L nexus. */
final class UnitPath implements UnitContext {

    private final TaskRouter router;
    private final LogicalUnit unit;
    private final boolean mappedReadOnly;
    private final UnitAttentions attentions = new UnitAttentions();
    private final EchoBuffer echoBuffer = new EchoBuffer();

    /** Tasks of this path in the unit's task set. Guarded by the task set. */
    int tasks;

    UnitPath(TaskRouter router, LogicalUnit unit, boolean mappedReadOnly) {
        this.router = router;
        this.unit = unit;
        this.mappedReadOnly = mappedReadOnly;
    }

    TaskRouter router() {
        return router;
    }

    LogicalUnit unit() {
        return unit;
    }

    UnitAttentions attentions() {
        return attentions;
    }

    /** Makes a unit attention wait for this nexus, and has it announced if it is of that kind. */
    void raise(UnitAttention attention) {
        attentions.raise(attention);
        if (attention.isAnnounced()) {
            router.announce(this, attention);
        }
    }

    boolean isFor(LunInventory.Mapping mapping) {
        return unit == mapping.unit() && mappedReadOnly == mapping.readOnly();
    }

    @Override
    public Nexus nexus() {
        return router.nexus();
    }

    @Override
    public long naa() {
        return unit.identity().naa();
    }

    @Override
    public String serial() {
        return unit.identity().serial();
    }

    @Override
    public String name() {
        return unit.identity().name();
    }

    @Override
    public int blockBytes() {
        return unit.options().blockBytes();
    }

    @Override
    public @Nullable BlockDevice device() {
        return unit.device();
    }

    @Override
    public boolean readOnly() {
        BlockDevice device = unit.device();
        return mappedReadOnly || (device != null && device.traits().readOnly());
    }

    @Override
    public boolean writeCacheOffered() {
        BlockDevice device = unit.device();
        return unit.options().writeCache()
                && (device == null || device.traits().volatileWriteCache());
    }

    @Override
    public boolean removable() {
        return unit.options().removable();
    }

    @Override
    public boolean thinProvisioned() {
        BlockDevice device = unit.device();
        return unit.options().thinProvisioned()
                && (device == null || device.traits().thinProvisioned());
    }

    @Override
    public SpaceLevel space() {
        return thinProvisioned() ? unit.space() : SpaceLevel.NONE;
    }

    @Override
    public UnitParts parts() {
        return unit.parts();
    }

    @Override
    public BackgroundWork background() {
        return unit.background();
    }

    @Override
    public BackgroundWork.Submission begin(EraseJob job, ScsiTask task) {
        return unit.background()
                .submit(
                        job,
                        () -> {
                            unit.copies().revokeTokens();
                            return unit.tasks()
                                    .quiet(run -> run.isUsingMedium() && !run.task().equals(task));
                        });
    }

    @Override
    public EchoBuffer echoBuffer() {
        return echoBuffer;
    }

    @Override
    public void tellOthers(UnitAttention attention) {
        unit.raise(attention, path -> path != this);
    }

    @Override
    public boolean hasTaskQueries() {
        return router.transport().carriesQueries();
    }

    @Override
    public @Nullable Sense takeUnitAttention() {
        return attentions.take();
    }

    @Override
    public Reservations reservations() {
        return unit.reservations();
    }

    @Override
    public Requester requester() {
        return new Requester(nexus(), router.targetPorts());
    }
}
