/** The version of this package, as package.json has it (a test compares them): results carry it. */
export const version = "0.1.0";
