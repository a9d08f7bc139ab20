/**
 * Tables that the browser keeps on its disk.
 *
 * Core's own helper is a cache: it has no delete by key, gives up durability for speed and drops
 * everything on a new version. Who extends this says which tables there are.
 */
export class DiskStore {
    /** Names of the tables, in the order in which `run` hands them over. */
    static tables = [];
    /** @type {IDBTransactionOptions} */
    static options = {};

    /** @param {string} name of the database; one for each server's database and user or till */
    constructor(name) {
        this.name = name;
        this.opening = null;
    }

    /** Make the tables, the first time. */
    create(database) {
        for (const table of this.constructor.tables) {
            database.createObjectStore(table);
        }
    }

    open() {
        this.opening ||= new Promise((resolve, reject) => {
            const request = window.indexedDB.open(this.name, 1);
            request.onupgradeneeded = () => this.create(request.result);
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
     * Run a request inside one transaction and wait until that has ended.
     *
     * @param {"readonly"|"readwrite"} mode
     * @param {(...tables: IDBObjectStore[]) => IDBRequest | void} work
     */
    async run(mode, work) {
        const database = await this.open();
        const { tables, options } = this.constructor;
        return new Promise((resolve, reject) => {
            const transaction = database.transaction(tables, mode, options);
            const request = work(...tables.map((table) => transaction.objectStore(table)));
            transaction.oncomplete = () => resolve(request?.result);
            transaction.onabort = () => reject(transaction.error);
        });
    }
}
