/**
 * The version of this package, as package.json has it (a test compares them): results carry it, in a browser too. The kernel
 * reads the file itself, for it answers before this floor is loaded.
 */
export const version = "0.1.0";
