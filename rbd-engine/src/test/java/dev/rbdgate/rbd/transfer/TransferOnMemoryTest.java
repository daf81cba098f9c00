package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectStore;

final class TransferOnMemoryTest extends TransferContract {
    @Override
    ObjectStore openStore() {
        return new MemoryObjectStore();
    }
}
