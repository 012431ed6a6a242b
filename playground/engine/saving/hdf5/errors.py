"""The one error of this package."""


class HDF5Error(OSError):
    """A file that is damaged, is no HDF5 at all, or holds what is not read here. (An OSError, as h5py raises.)"""
