namespace NetSim.Simulation.Actors.Sockets;

/// <summary>The groups that one socket has joined: they are left with it.</summary>
internal sealed class JoinedGroups(IActorRef stack)
{
    private readonly List<GroupJoin> _groups = [];

    public void Join(GroupJoin join, IActorRef self)
    {
        _groups.Add(join);
        stack.Tell(join, self);
    }

    /// <summary>What was not joined cannot be left: others may be in the group.</summary>
    public void Leave(GroupLeave leave, IActorRef self)
    {
        if (_groups.Remove(new GroupJoin(leave.Group, leave.Interface))) stack.Tell(leave, self);
    }

    public void LeaveAll(IActorRef self)
    {
        foreach (GroupJoin join in _groups) stack.Tell(new GroupLeave(join.Group, join.Interface), self);
        _groups.Clear();
    }
}
