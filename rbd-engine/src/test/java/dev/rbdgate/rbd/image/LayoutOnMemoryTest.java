package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectStore;

final class LayoutOnMemoryTest extends LayoutContract {
    @Override
    ObjectStore openStore() {
        return new MemoryObjectStore();
    }
}
