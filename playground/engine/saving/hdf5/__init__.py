"""HDF5 in NumPy: as much of it as files of Keras have (`.weights.h5`, `.keras`, `.h5`).

    root = hdf5.read("model.weights.h5")          # a file of Keras, h5py or this package
    root["layers/dense/vars/0"].numpy()           # an array
    root["layers/dense/vars"].attributes["name"]  # a text

    root = hdf5.Branch()
    root.put("layers/dense/vars/0", array)
    data = hdf5.written(root)                     # bytes that h5py opens

Written after the HDF5 File Format Specification 3.0 (https://docs.hdfgroup.org/hdf5/develop/_f_m_t3.html). Read are
superblocks 0 to 3; old and new groups, small and large; numbers, truth values and texts; arrays in one piece or in
chunks, compressed with gzip or not. Whatever a file says, reading it ends with a value or an `HDF5Error`.
"""

# ruff: noqa: F401
from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.reading import Dataset, Group, read
from playground.engine.saving.hdf5.writing import Branch, written
