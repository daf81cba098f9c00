package dev.rbdgate.iscsi.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.iscsi.pdu.NopOut;
import dev.rbdgate.iscsi.session.CommandWindow.Held;
import dev.rbdgate.iscsi.session.CommandWindow.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class CommandWindowTest {

    private static final CommandWindow.Receiver RECEIVER = _ -> {};

    private static NopOut nop(int cmdSn) {
        return new NopOut(false, 0, cmdSn, -1, cmdSn, 0, Unpooled.EMPTY_BUFFER);
    }

    @Test
    void firstCommandRepeatsTheNumberOfTheLogin() {
        CommandWindow window = new CommandWindow(5);
        assertThat(window.accept(nop(5), RECEIVER)).isEqualTo(Verdict.DELIVER);
        assertThat(window.expCmdSn()).isEqualTo(6);
    }

    @Test
    void windowIsOpenFor256Commands() {
        CommandWindow window = new CommandWindow(0);
        assertThat(window.maxCmdSn()).isEqualTo(255);
        assertThat(window.accept(nop(256), RECEIVER)).isEqualTo(Verdict.IGNORED);
        assertThat(window.accept(nop(255), RECEIVER)).isEqualTo(Verdict.HELD);
    }

    @Test
    void runningCommandsTakeTheirPlaceInTheWindow() {
        CommandWindow window = new CommandWindow(0);
        for (int i = 0; i < CommandWindow.SIZE; i++) {
            assertThat(window.accept(nop(i), RECEIVER)).isEqualTo(Verdict.DELIVER);
            window.started();
            assertThat(window.maxCmdSn()).isEqualTo(255);
        }
        assertThat(window.accept(nop(256), RECEIVER)).isEqualTo(Verdict.IGNORED);
        window.ended();
        assertThat(window.maxCmdSn()).isEqualTo(256);
        assertThat(window.accept(nop(256), RECEIVER)).isEqualTo(Verdict.DELIVER);
    }

    @Test
    void commandsThatCameTooEarlyAreHeldUntilTheirTurn() {
        CommandWindow window = new CommandWindow(10);
        assertThat(window.accept(nop(12), RECEIVER)).isEqualTo(Verdict.HELD);
        assertThat(window.accept(nop(11), RECEIVER)).isEqualTo(Verdict.HELD);
        assertThat(window.accept(nop(11), RECEIVER)).isEqualTo(Verdict.IGNORED);
        assertThat(window.next()).isNull();
        assertThat(window.accept(nop(10), RECEIVER)).isEqualTo(Verdict.DELIVER);
        assertThat(window.next()).isEqualTo(new Held(nop(11), RECEIVER));
        assertThat(window.next()).isEqualTo(new Held(nop(12), RECEIVER));
        assertThat(window.next()).isNull();
        assertThat(window.expCmdSn()).isEqualTo(13);
    }

    @Test
    void oldCommandsAreIgnored() {
        CommandWindow window = new CommandWindow(10);
        assertThat(window.accept(nop(9), RECEIVER)).isEqualTo(Verdict.IGNORED);
    }

    @Test
    void numbersWrapAround() {
        CommandWindow window = new CommandWindow(0xffffffff);
        assertThat(window.maxCmdSn()).isEqualTo(254);
        assertThat(window.accept(nop(0), RECEIVER)).isEqualTo(Verdict.HELD);
        assertThat(window.accept(nop(0xffffffff), RECEIVER)).isEqualTo(Verdict.DELIVER);
        assertThat(window.next()).isEqualTo(new Held(nop(0), RECEIVER));
        assertThat(window.expCmdSn()).isEqualTo(1);
    }

    @Test
    void pluggedNumberCountsAsReceived() {
        CommandWindow window = new CommandWindow(1);
        assertThat(window.plug(2)).isEqualTo(Verdict.HELD);
        assertThat(window.accept(nop(1), RECEIVER)).isEqualTo(Verdict.DELIVER);
        assertThat(window.next()).isNotNull();
        assertThat(window.expCmdSn()).isEqualTo(3);
    }

    @Test
    void onlyTheCommandThatIsMeantIsCancelled() {
        CommandWindow window = new CommandWindow(1);
        assertThat(window.cancel(0, 7)).isFalse();
        window.accept(nop(2), RECEIVER);
        assertThat(window.cancel(2, 2)).as("a NOP").isFalse();
        assertThat(window.cancel(3, 7)).as("it may still come").isTrue();
        assertThat(window.cancel(3, 7)).as("it has been").isFalse();
        assertThat(window.accept(nop(1), RECEIVER)).isEqualTo(Verdict.DELIVER);
        assertThat(window.next()).isEqualTo(new Held(nop(2), RECEIVER));
        assertThat(window.next()).isNotNull();
        assertThat(window.expCmdSn()).isEqualTo(4);
    }

    @Test
    void numbersOfALostConnectionsCommandsCountAsReceived() {
        CommandWindow window = new CommandWindow(1);
        CommandWindow.Receiver other = _ -> {};
        ByteBuf data = Unpooled.buffer(4).writeInt(1);
        window.accept(new NopOut(false, 0, 3, -1, 3, 0, data), other);
        window.accept(nop(2), RECEIVER);
        window.forget(other);
        assertThat(data.refCnt()).isZero();
        assertThat(window.accept(nop(1), RECEIVER)).isEqualTo(Verdict.DELIVER);
        assertThat(window.next()).isEqualTo(new Held(nop(2), RECEIVER));
        assertThat(window.next()).isNotNull().extracting(Held::receiver).isNotSameAs(other);
        assertThat(window.expCmdSn()).isEqualTo(4);
    }
}
