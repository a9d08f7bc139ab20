const TABLE = "items";

/**
 * What waits to be sent, kept in the browser until the server has it.
 *
 * Core's own helper is a cache: it has no delete by key, gives up durability for speed and drops
 * everything on a new version. Here an item that was put is on the disk when the promise resolves.
 */
export class OutboxStore {
    /** @param {string} name one queue per database and user */
    constructor(name) {
        this.name = name;
        this.opening = null;
    }

    open() {
        this.opening ||= new Promise((resolve, reject) => {
            const request = window.indexedDB.open(this.name, 1);
            request.onupgradeneeded = () => {
                const table = request.result.createObjectStore(TABLE, {
                    keyPath: "id",
                    autoIncrement: true,
                });
                table.createIndex("key", "key");
            };
            request.onsuccess = () => {
                const database = request.result;
                // Another tab deletes or upgrades it: step aside, the next call opens it again.
                database.onversionchange = () => this.close();
                database.onclose = () => (this.opening = null);
                resolve(database);
            };
            request.onerror = () => {
                this.opening = null;
                reject(request.error);
            };
        });
        return this.opening;
    }

    async close() {
        const opening = this.opening;
        this.opening = null;
        (await opening)?.close();
    }

    /**
     * Run a request inside one transaction and wait until it is on the disk.
     *
     * @param {"readonly"|"readwrite"} mode
     * @param {(table: IDBObjectStore) => IDBRequest | void} work
     */
    async run(mode, work) {
        const database = await this.open();
        return new Promise((resolve, reject) => {
            const transaction = database.transaction(TABLE, mode, { durability: "strict" });
            const request = work(transaction.objectStore(TABLE));
            transaction.oncomplete = () => resolve(request?.result);
            transaction.onabort = () => reject(transaction.error);
        });
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
        const { id, ...values } = item;
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
