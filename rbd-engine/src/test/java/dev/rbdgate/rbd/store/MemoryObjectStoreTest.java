package dev.rbdgate.rbd.store;

final class MemoryObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore openStore() {
        return new MemoryObjectStore();
    }
}
