package dev.rbdgate.rbd.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import org.junit.jupiter.api.Test;

/** A system that reports a failed write-back once, and then says that all is well. */
class SyncableTest {

    private final FlushScope scope = new FlushScope();
    private int syncs;
    private boolean failing;

    private final Syncable file =
            new Syncable() {
                @Override
                void syncNow() throws StoreFileException {
                    syncs++;
                    if (failing) {
                        failing = false;
                        throw new StoreFileException(Errno.EIO, "injected");
                    }
                }
            };

    @Test
    void aSyncThatFailedIsNotTriedAgain() {
        file.changedIn(scope);
        failing = true;
        assertThatThrownBy(file::sync).hasMessageContaining("injected");
        assertThatThrownBy(file::sync).rootCause().hasMessageContaining("injected");
        file.changedIn(scope);
        assertThatThrownBy(file::sync).isInstanceOf(StoreFileException.class);
        assertThat(syncs).isEqualTo(1);
        assertThat(scope.isClean()).isFalse();
        assertThat(file.isClean()).isFalse();
    }

    @Test
    void whatWasSyncedBeforeStaysSo() throws Exception {
        file.changedIn(scope);
        file.sync();
        file.sync();
        assertThat(syncs).isEqualTo(1);
        assertThat(scope.isClean()).isTrue();
    }
}
