import { DiskStore } from "../disk/disk_store";

const TABLE = "items";

/**
 * What waits to be sent, kept in the browser until the server has it.
 *
 * An item that was put is on the disk when the promise resolves.
 */
export class OutboxStore extends DiskStore {
    static tables = [TABLE];
    static options = { durability: "strict" };

    create(database) {
        const table = database.createObjectStore(TABLE, { keyPath: "id", autoIncrement: true });
        table.createIndex("key", "key");
    }

    /** @returns {Promise<object[]>} oldest first */
    all() {
        return this.run("readonly", (table) => table.getAll());
    }

    /**
     * Add an item behind the others; an older one with the same key is replaced by it.
     *
     * The new one gets an id of its own: when the older one is on its way just now, its removal
     * does not remove this one.
     *
     * @param {{ key?: string }} item
     * @returns {Promise<number>} its id
     */
    async put(item) {
        const values = { ...item };
        delete values.id;
        let added;
        await this.run("readwrite", (table) => {
            const add = () => (added = table.add(values));
            if (!values.key) {
                add();
                return;
            }
            const old = table.index("key").getAllKeys(values.key);
            old.onsuccess = () => {
                old.result.forEach((key) => table.delete(key));
                add();
            };
        });
        return added.result;
    }

    /** Write the reason of a refusal on an item, or take it off; one that is gone stays gone. */
    setError(id, error) {
        return this.run("readwrite", (table) => {
            const request = table.get(id);
            request.onsuccess = () => request.result && table.put({ ...request.result, error });
        });
    }

    remove(id) {
        return this.run("readwrite", (table) => table.delete(id));
    }
}
