/** The version of the Lab side; a test compares it with package.json, the server's answer is compared with it. */
export const VERSION = '0.1.0';
