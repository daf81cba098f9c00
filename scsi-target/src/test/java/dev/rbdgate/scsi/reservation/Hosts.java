package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Three hosts on one target, and the refusals that they meet. */
final class Hosts {

    static final String TARGET = "iqn.2026-11.dev.rbdgate:demo";
    static final Nexus A = new Nexus("iqn.2026-11.test:a", 0x00023d000001L, TARGET, 1);
    static final Nexus A_PORT_2 = new Nexus(A.initiatorName(), A.isid(), TARGET, 2);
    static final Nexus B = new Nexus("iqn.2026-11.test:b", 0x00023d000002L, TARGET, 1);
    static final Nexus C = new Nexus("iqn.2026-11.test:c", 0x00023d000003L, TARGET, 1);
    static final long KEY_A = 0xaaaa_aaaa_aaaa_aaaaL;
    static final long KEY_B = 0xbbL;
    static final long KEY_C = 0xccL;

    private Hosts() {}

    static Requester requester(Nexus nexus) {
        return new Requester(nexus, new TreeSet<>(Set.of(1, 2)));
    }

    /** A and B are registered, each with its key. */
    static PersistentReservations registered() {
        return registered(PersistentReservations.NONE, A, KEY_A, B, KEY_B);
    }

    static PersistentReservations registered(PersistentReservations state, Object... pairs) {
        for (int index = 0; index < pairs.length; index += 2) {
            state =
                    register((long) pairs[index + 1])
                            .apply(state, requester((Nexus) pairs[index]))
                            .state();
        }
        return state;
    }

    /** A and B are registered, and A has reserved. */
    static PersistentReservations reserved(ReservationType type) {
        return reserve(KEY_A, type).apply(registered(), requester(A)).state();
    }

    static Register register(long key) {
        return register(0, key);
    }

    static Register register(long key, long newKey) {
        return new Register(false, key, newKey, false, List.of(), false, false);
    }

    static Reserve reserve(long key, ReservationType type) {
        return new Reserve(key, 0, type.code());
    }

    static void conflicts(ThrowingCallable call) {
        Assertions.assertThat(refusal(call).status()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
    }

    /** Refused with ILLEGAL REQUEST and this code. */
    static Sense illegal(ThrowingCallable call, int additionalSense) {
        Sense sense = sense(call);
        Assertions.assertThat(sense.key()).isEqualTo(SenseKey.ILLEGAL_REQUEST);
        Assertions.assertThat(sense.asc()).isEqualTo(additionalSense);
        return sense;
    }

    /** Refused with a field pointer into the parameter list. */
    static void illegalField(ThrowingCallable call, int byteOffset) {
        Sense sense = illegal(call, 0x2600);
        Assertions.assertThat(sense.fieldPointer() & 0xffff).isEqualTo(byteOffset);
        Assertions.assertThat(sense.fieldPointer() >> 22).isEqualTo(2);
    }

    static Sense sense(ThrowingCallable call) {
        return Objects.requireNonNull(refusal(call).sense());
    }

    static Refusal refusal(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(Refusal.class, call);
    }
}
