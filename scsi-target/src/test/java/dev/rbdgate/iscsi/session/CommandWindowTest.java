package dev.rbdgate.iscsi.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.iscsi.pdu.NopOut;
import dev.rbdgate.iscsi.session.CommandWindow.Verdict;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class CommandWindowTest {

    private static NopOut nop(int cmdSn) {
        return new NopOut(false, 0, cmdSn, -1, cmdSn, 0, Unpooled.EMPTY_BUFFER);
    }

    @Test
    void firstCommandRepeatsTheNumberOfTheLogin() {
        CommandWindow window = new CommandWindow(5);
        assertThat(window.accept(nop(5))).isEqualTo(Verdict.DELIVER);
        assertThat(window.expCmdSn()).isEqualTo(6);
    }

    @Test
    void windowIsOpenFor256Commands() {
        CommandWindow window = new CommandWindow(0);
        assertThat(window.maxCmdSn()).isEqualTo(255);
        assertThat(window.accept(nop(256))).isEqualTo(Verdict.IGNORED);
        assertThat(window.accept(nop(255))).isEqualTo(Verdict.HELD);
    }

    @Test
    void runningCommandsTakeTheirPlaceInTheWindow() {
        CommandWindow window = new CommandWindow(0);
        for (int i = 0; i < CommandWindow.SIZE; i++) {
            assertThat(window.accept(nop(i))).isEqualTo(Verdict.DELIVER);
            window.started();
            assertThat(window.maxCmdSn()).isEqualTo(255);
        }
        assertThat(window.accept(nop(256))).isEqualTo(Verdict.IGNORED);
        window.ended();
        assertThat(window.maxCmdSn()).isEqualTo(256);
        assertThat(window.accept(nop(256))).isEqualTo(Verdict.DELIVER);
    }

    @Test
    void commandsThatCameTooEarlyAreHeldUntilTheirTurn() {
        CommandWindow window = new CommandWindow(10);
        assertThat(window.accept(nop(12))).isEqualTo(Verdict.HELD);
        assertThat(window.accept(nop(11))).isEqualTo(Verdict.HELD);
        assertThat(window.accept(nop(11))).isEqualTo(Verdict.IGNORED);
        assertThat(window.next()).isNull();
        assertThat(window.accept(nop(10))).isEqualTo(Verdict.DELIVER);
        assertThat(window.next()).isEqualTo(nop(11));
        assertThat(window.next()).isEqualTo(nop(12));
        assertThat(window.next()).isNull();
        assertThat(window.expCmdSn()).isEqualTo(13);
    }

    @Test
    void oldCommandsAreIgnored() {
        CommandWindow window = new CommandWindow(10);
        assertThat(window.accept(nop(9))).isEqualTo(Verdict.IGNORED);
    }

    @Test
    void numbersWrapAround() {
        CommandWindow window = new CommandWindow(0xffffffff);
        assertThat(window.maxCmdSn()).isEqualTo(254);
        assertThat(window.accept(nop(0))).isEqualTo(Verdict.HELD);
        assertThat(window.accept(nop(0xffffffff))).isEqualTo(Verdict.DELIVER);
        assertThat(window.next()).isEqualTo(nop(0));
        assertThat(window.expCmdSn()).isEqualTo(1);
    }

    @Test
    void pluggedNumberCountsAsReceived() {
        CommandWindow window = new CommandWindow(1);
        assertThat(window.plug(2)).isEqualTo(Verdict.HELD);
        assertThat(window.accept(nop(1))).isEqualTo(Verdict.DELIVER);
        assertThat(window.next()).isNotNull();
        assertThat(window.expCmdSn()).isEqualTo(3);
    }

    @Test
    void heldCommandsAreHandedOutAtTheEnd() {
        CommandWindow window = new CommandWindow(1);
        window.accept(nop(3));
        assertThat(window.clear()).containsExactly(nop(3));
        assertThat(window.clear()).isEmpty();
    }
}
