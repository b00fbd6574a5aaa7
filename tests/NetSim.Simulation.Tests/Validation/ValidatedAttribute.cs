namespace NetSim.Simulation.Tests.Validation;

/// <summary>
/// On a static method without arguments that measures something in virtual time and returns a <see cref="ValidationRow"/>. It is found wherever it
/// stands in this project, so that a part of the simulator brings its rows in a class of its own.
/// </summary>
/// <param name="id">What the row is known by in docs/validation.md; rows are ordered by the number in it.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ValidatedAttribute(string id) : Attribute
{
    public string Id => id;
}
